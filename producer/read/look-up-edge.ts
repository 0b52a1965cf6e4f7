import type { Settings } from "../../shared/settings.ts";
import type { Services } from "../ports.ts";
import { type EdgeEntry, parseEntry } from "./edge-entry.ts";

/** `closed`: switched off, missing or broken; reads go on without it. */
export type EdgeLookup =
  | { readonly kind: "closed" }
  | { readonly kind: "open"; readonly url: string; readonly entry: EdgeEntry | null };

export type Edge = Pick<Services, "edge" | "clock" | "report"> & {
  readonly settings: Pick<Settings, "EDGE_TTL_SECONDS">;
};

export async function lookUpEdge(services: Edge, url: string): Promise<EdgeLookup> {
  if (services.settings.EDGE_TTL_SECONDS === 0) return { kind: "closed" };
  const found = await services.edge.match(url);
  if (!found.ok) {
    services.report({ kind: "edge-cache-failed", detail: found.error });
    return { kind: "closed" };
  }
  const entry = found.value === null ? null : parseEntry(found.value, services.clock.now());
  return { kind: "open", url, entry };
}

/** Puts an entry and says whether it is there; a cache that refuses costs speed, never an answer. */
export async function storeAtEdge(services: Edge, url: string, entry: Response): Promise<boolean> {
  const stored = await services.edge.put(url, entry);
  if (!stored.ok) services.report({ kind: "edge-cache-failed", detail: stored.error });
  return stored.ok;
}
