import { inShort, type Responsible, reachOf } from "../../shared/audit.ts";
import type {
  CountMismatch,
  DiscardCount,
  DiscardRequest,
  StoredLetter,
} from "../../shared/dead-letter-store-rpc.ts";
import type { KeyName } from "../../shared/key.ts";
import type { Clock } from "../../shared/ports.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import { byShard, type LedgerClient } from "../ledger-client.ts";
import { lastDeath } from "./ask-revive.ts";
import type { AuditStore } from "./audit-store.ts";
import { letterGeneration } from "./letter-rule.ts";
import type { EndedLetter, LetterStore, ReplayableLetter, SelectedLetter } from "./letter-store.ts";

export type DiscardPorts = {
  readonly letters: LetterStore;
  readonly audit: AuditStore;
  readonly ledger: LedgerClient;
  readonly clock: Pick<Clock, "now">;
};

/** Letters that the ledger is told about at a time. */
const CHUNK = 500;

/**
 * Discards what the selection means now, when that is as many as expected. It goes in steps: should
 * one fail, what went before is discarded, the rest is not, and the audit row says how many.
 */
export async function discardMany(
  ports: DiscardPorts,
  request: DiscardRequest,
  who: Responsible,
): Promise<Result<DiscardCount, CountMismatch>> {
  const { letters, audit, clock } = ports;
  const { selection, access, expected } = request;
  const meant = letters.selected(selection, access, CHUNK);
  const matched = meant.count;
  if (matched !== expected) return err({ kind: "count-mismatch", matched });
  const row = audit.add({
    ...who,
    action: "discard",
    selection: inShort(selection),
    reach: reachOf(access, selection),
    replayId: null,
    matched,
    discarded: 0,
    outcome: "running",
    startedAtMs: clock.now(),
    endedAtMs: null,
  });
  let discarded = 0;
  try {
    for (const piece of meant.pieces) {
      const ended = await discardInLedger(ports.ledger, piece);
      const done = letters.end(ended, "discarded", clock.now());
      audit.countDiscarded(row, done);
      discarded += done;
    }
  } catch (error) {
    audit.finish(row, "interrupted", clock.now());
    throw error;
  }
  audit.finish(row, "finished", clock.now());
  return ok({ matched, discarded });
}

export async function discardOne(
  { letters, ledger, audit, clock }: DiscardPorts,
  { id, letter }: StoredLetter,
  who: Responsible,
): Promise<void> {
  const startedAtMs = clock.now();
  const generation = letterGeneration(letter);
  const name = letter.kind === "intent" ? nameOf(letter.intent) : null;
  const ended = await discardInLedger(ledger, [{ id, generation, name }]);
  const endedAtMs = clock.now();
  const discarded = letters.end(ended, "discarded", endedAtMs);
  audit.add({
    ...who,
    action: "discard",
    selection: { kind: "ids", ids: 1 },
    reach: name === null ? {} : { namespaces: [name.namespace], prefixes: [name.key] },
    replayId: null,
    matched: 1,
    discarded,
    outcome: "finished",
    startedAtMs,
    endedAtMs,
  });
}

const nameOf = ({ namespace, key }: KeyName): KeyName => ({ namespace, key });

/**
 * Tells the ledger first: a letter that the ledger still calls dead stays where it can be found.
 * Resolves with the newest death of each that was discarded: its letter may still be on its way here.
 */
async function discardInLedger(
  ledger: LedgerClient,
  letters: readonly SelectedLetter[],
): Promise<readonly EndedLetter[]> {
  const named = letters.flatMap(({ id, generation, name }) =>
    name === null ? [] : [{ id, generation, ...name }],
  );
  const ended = await Promise.all(
    [...byShard(named, ledger.shards)].map(([shard, group]) =>
      discardInShard(ledger, shard, group),
    ),
  );
  const nameless = letters.filter((letter) => letter.name === null);
  return [
    ...ended.flat(),
    ...nameless.map(({ id, generation }) => ({ id, generation, lastGeneration: generation })),
  ];
}

async function discardInShard(
  ledger: LedgerClient,
  shard: number,
  letters: readonly ReplayableLetter[],
): Promise<readonly EndedLetter[]> {
  const body = letters.map(({ id, namespace, key }) => ({ namespace, key, version: id }));
  const answers = await ledger.shard(shard).discard({ shards: ledger.shards, body });
  return letters.map((letter, index) => ({
    ...letter,
    lastGeneration: lastDeath(letter, { kind: answers[index] ?? "open" }),
  }));
}
