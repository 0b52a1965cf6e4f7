import * as z from "zod/mini";
import { FINAL_STATES, type FinalState } from "../../shared/ledger/known-versions.ts";
import { jsonResponse } from "../http/json-response.ts";
import { preferredWaitSeconds } from "../wait/preferred-wait.ts";
import { type WaitServices, waitForStates } from "../wait/wait-for-states.ts";
import { acceptedFields, type Receipt } from "./receipt.ts";

/** A receipt of a write whose end was waited for. */
export const SettledReceipt = z.lazy(() =>
  z.object({ ...acceptedFields(), state: z.enum(FINAL_STATES) }),
);
type SettledReceipt = z.infer<typeof SettledReceipt>;

export const WAIT_HEADER = {
  Prefer: {
    description: "`wait=<seconds>` (RFC 7240, at most 30): answers 200 when the write has ended.",
  },
};

/** When a request came in: waiting is counted from there. */
export type Asked = { readonly request: Request; readonly services: WaitServices };

/** The answer to one accepted write: 202, or 200 with its final state if the caller waited for that. */
export async function answerReceipt(
  asked: Asked,
  receivedAtMs: number,
  receipt: Receipt,
): Promise<Response> {
  const [settled] = (await settle(asked, receivedAtMs, [receipt])) ?? [];
  return settled === undefined ? jsonResponse(202, receipt) : preferenceApplied(settled);
}

/** The same for many: 200 once all have ended. */
export async function answerReceipts(
  asked: Asked,
  receivedAtMs: number,
  receipts: readonly Receipt[],
): Promise<Response> {
  const settled = await settle(asked, receivedAtMs, receipts);
  return settled === null
    ? jsonResponse(202, { receipts })
    : preferenceApplied({ receipts: settled });
}

async function settle(
  { request, services }: Asked,
  receivedAtMs: number,
  receipts: readonly Receipt[],
): Promise<readonly SettledReceipt[] | null> {
  const seconds = preferredWaitSeconds(request.headers);
  if (seconds === null) return null;
  const untilMs = receivedAtMs + seconds * 1_000;
  const states = await waitForStates(services, receipts, untilMs, request.signal);
  return states?.map((state, index) => settledReceipt(receipts[index], state)) ?? null;
}

function settledReceipt(receipt: Receipt | undefined, state: FinalState): SettledReceipt {
  if (receipt === undefined) throw new Error("more states than receipts");
  return { ...receipt, state };
}

function preferenceApplied(body: object): Response {
  const response = jsonResponse(200, body);
  response.headers.set("Preference-Applied", "wait");
  return response;
}
