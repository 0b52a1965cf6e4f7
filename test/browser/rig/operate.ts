import type { AuditPage } from "../../../producer/ops/api/answers.ts";
import { runningReplay } from "../../../producer/ops/model/replay-words.ts";
import { pollUntil } from "../../support/poll-until.ts";
import type { BrowserRig } from "./browser-rig.ts";
import { countLetters } from "./seed-letters.ts";

/** Writing stops for the one namespace there is. */
export const pause = ({ ask }: BrowserRig, reason: string): Promise<unknown> =>
  ask("/v1/namespaces/default/pause", { method: "POST", body: JSON.stringify({ reason }) });

export const resume = ({ ask }: BrowserRig): Promise<unknown> =>
  ask("/v1/namespaces/default/resume", { method: "POST" });

/** Waits until so many writes are in the ledger, and not only in a queue. */
export const untilHeld = ({ ask }: BrowserRig, count: number): Promise<void> =>
  pollUntil(async () => {
    const { held } = await ask<{ held: { total: number } }>("/v1/backlog");
    return held.total === count;
  });

/** So that a test begins with a healthy Sluice, whatever became of the one before or of its first try. */
export async function calm(rig: BrowserRig): Promise<void> {
  await rig.sluice.strictKv.clearFaults();
  await resume(rig);
  const { entries } = await rig.ask<AuditPage>("/v1/audit?limit=20");
  const running = runningReplay(entries);
  if (running !== null) await rig.ask(`/v1/replays/${running}`, { method: "DELETE" });
  await untilHeld(rig, 0);
  await pollUntil(() => discardAll(rig));
}

/** Whether there was nothing to discard: while letters are under way, they are others than were counted. */
async function discardAll(rig: BrowserRig): Promise<boolean> {
  const expected = await countLetters(rig);
  if (expected === 0) return true;
  const body = JSON.stringify({ all: true, expected });
  await (await rig.sluice.fetch("/v1/dead-letters/discard", { method: "POST", body })).text();
  return false;
}
