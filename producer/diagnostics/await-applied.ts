import { shardOf } from "../../shared/key.ts";
import type { VersionName } from "../../shared/ledger/protocol.ts";
import type { Services } from "../ports.ts";
import { failed, passed, type Verdict } from "./diagnostic-test.ts";

const PAUSE_MS = 250;

/** Asks the ledger until the write is final or the time is over, and says what keeps it. */
export async function awaitApplied(
  services: Pick<Services, "clock" | "ledger" | "settings">,
  { namespace, key, version }: VersionName,
  timeoutMs: number,
): Promise<Verdict> {
  const { clock, ledger, settings } = services;
  const name = { namespace, key, version };
  const shard = shardOf(name, settings.LEDGER_SHARDS);
  // Counted, not measured: a clock that stands still must not keep a request for ever.
  for (let asked = 0; asked < timeoutMs / PAUSE_MS; asked++) {
    await clock.sleep(PAUSE_MS, new AbortController().signal);
    const [state] = await ledger.states(shard, [name]);
    if (state === "applied") return passed("the consumer has applied it");
    if (state !== null && state !== undefined) return failed(`it ended as ${state}`);
  }
  const { version: status } = await ledger.status(name);
  const reason = status?.heldFor ?? null;
  const where = reason === null ? "the ledger has not been told" : `held for ${reason}`;
  return failed(`not applied within ${timeoutMs / 1_000} s: ${where}`);
}
