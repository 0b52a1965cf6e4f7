import type { DeadLetter } from "../../shared/dead-letter.ts";
import type {
  CursorInvalid,
  DeadLetterStoreRpc,
  LetterPage,
  LetterQuery,
  Replay,
  ReplayCount,
  ReplayRequest,
  StoredLetter,
} from "../../shared/dead-letter-store-rpc.ts";
import { shardOf } from "../../shared/key.ts";
import type { KeyAccess } from "../../shared/key-access.ts";
import { ok, type Result } from "../../shared/result.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import type { LedgerClient } from "../batch/ask-ledger.ts";
import { askRevive, lastDeath } from "./ask-revive.ts";
import { countReplay } from "./count-replay.ts";
import { allowsLetter } from "./letter-access.ts";
import { encodeCursor, parseCursor } from "./letter-cursor.ts";
import { letterGeneration } from "./letter-rule.ts";
import { type ReplayPorts, ReplayRunner } from "./replay-runner.ts";

/** A page travels as one message between Workers, which may hold 32 MiB. */
const MAX_PAGE_BYTES = 4_194_304;

export type DeskPorts = ReplayPorts & {
  /** How long tombstones and finished replays are kept. */
  readonly retentionMs: number;
};

/** Everything that the dead-letter store does, over ports. */
export class DeadLetterDesk implements DeadLetterStoreRpc {
  readonly #ports: DeskPorts;
  readonly #runner: ReplayRunner;

  constructor(ports: DeskPorts) {
    this.#ports = ports;
    this.#runner = new ReplayRunner(ports);
  }

  async put(letters: readonly DeadLetter[]): Promise<void> {
    this.#ports.letters.put(letters);
  }

  async list(query: LetterQuery): Promise<Result<LetterPage, CursorInvalid>> {
    const { letters } = this.#ports;
    const after = query.cursor === null ? ok(null) : parseCursor(query.cursor);
    if (!after.ok) return after;
    const { filter, access, limit } = query;
    const slice = letters.slice({
      filter,
      access,
      limit,
      after: after.value,
      maxBytes: MAX_PAGE_BYTES,
    });
    const last = slice.letters.at(-1);
    const cursor =
      slice.hasMore && last !== undefined
        ? encodeCursor({ lastSeenAtMs: last.letter.lastSeenAtMs, id: last.id })
        : null;
    return ok({ letters: slice.letters, total: letters.count(filter, access), cursor });
  }

  async get(id: string, access: KeyAccess): Promise<StoredLetter | null> {
    return this.#visible(id, access);
  }

  /** Tells the ledger first: a letter that the ledger still calls dead stays where it can be found. */
  async discard(id: string, access: KeyAccess): Promise<boolean> {
    const { letters, ledger, clock } = this.#ports;
    const stored = this.#visible(id, access);
    if (stored === null) return false;
    const { letter } = stored;
    const generation = letterGeneration(letter);
    const lastGeneration =
      letter.kind === "intent" ? await discardInLedger(ledger, letter.intent) : generation;
    letters.end([{ id, generation, lastGeneration }], "discarded", clock.now());
    return true;
  }

  countReplay(request: ReplayRequest): Promise<ReplayCount> {
    return countReplay(this.#ports.letters, this.#ports.ledger, request);
  }

  startReplay(request: ReplayRequest): Promise<Replay> {
    return this.#runner.start(request);
  }

  async replay(id: string): Promise<Replay | null> {
    return this.#runner.find(id);
  }

  async count(): Promise<number> {
    return this.#ports.letters.count({}, {});
  }

  async collect(): Promise<number> {
    const beforeMs = this.#ports.clock.now() - this.#ports.retentionMs;
    this.#ports.replays.collect(beforeMs);
    return this.#ports.letters.collect(beforeMs);
  }

  /** When the alarm rings. */
  ring(): Promise<void> {
    return this.#runner.tick();
  }

  /** When the object starts. */
  resume(): Promise<void> {
    return this.#runner.resume();
  }

  #visible(id: string, access: KeyAccess): StoredLetter | null {
    const stored = this.#ports.letters.get(id);
    return stored !== null && allowsLetter(access, stored.letter) ? stored : null;
  }
}

/** Resolves to the newest death that was discarded: its letter may still be on its way here. */
async function discardInLedger(ledger: LedgerClient, intent: WriteIntent): Promise<number> {
  const { namespace, key, version, generation } = intent;
  const [revival] = await askRevive(ledger, "peek", [{ id: version, generation, namespace, key }]);
  if (revival === undefined) throw new Error("the ledger left a letter without an answer");
  if (revival.kind === "unanswered") throw revival.error;
  const shard = ledger.shard(shardOf(intent, ledger.shards));
  await shard.discard({ shards: ledger.shards, body: [{ namespace, key, version }] });
  return lastDeath(revival.letter, revival.answer);
}
