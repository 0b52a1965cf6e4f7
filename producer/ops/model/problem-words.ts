import type { Refusal } from "../api/api.ts";
import { printable } from "./printable.ts";

/** Why something is not there, for people. */
export function problemWords(refusal: Refusal): string {
  if (refusal.kind === "unreachable") return refusal.detail;
  const what = refusal.status >= 500 ? "Failed" : "Refused";
  return `${what}: ${printable(refusal.detail)}${refusal.detail.endsWith(".") ? "" : "."}`;
}
