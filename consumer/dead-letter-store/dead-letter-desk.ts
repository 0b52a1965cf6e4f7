import {
  type AuditPage,
  type AuditQuery,
  inShort,
  type Responsible,
  reachOf,
} from "../../shared/audit.ts";
import type { DeadLetter } from "../../shared/dead-letter.ts";
import type {
  CancelRefusal,
  CountMismatch,
  CursorInvalid,
  DeadLetterStoreRpc,
  DiscardCount,
  DiscardRequest,
  LetterPage,
  LetterQuery,
  ReasonCount,
  Replay,
  ReplayBusy,
  ReplayCount,
  ReplayRequest,
  StoredLetter,
} from "../../shared/dead-letter-store-rpc.ts";
import { coversAccess, type KeyAccess } from "../../shared/key-access.ts";
import type { LetterFilter } from "../../shared/letter-selection.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import { auditPage } from "./audit-page.ts";
import type { AuditStore, NewAuditRow } from "./audit-store.ts";
import { countReplay } from "./count-replay.ts";
import { discardMany, discardOne } from "./discard-letters.ts";
import { allowsLetter } from "./letter-access.ts";
import { encodeCursor, parseCursor } from "./letter-cursor.ts";
import { type ReplayPorts, ReplayRunner } from "./replay-runner.ts";
import type { ReplayTask } from "./replay-store.ts";

/** A page travels as one message between Workers, which may hold 32 MiB. */
const MAX_PAGE_BYTES = 4_194_304;

export type DeskPorts = ReplayPorts & {
  readonly audit: AuditStore;
  /** How long tombstones, finished replays and audit rows are kept. */
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

  async summary(filter: LetterFilter, access: KeyAccess): Promise<readonly ReasonCount[]> {
    return this.#ports.letters.summary(filter, access);
  }

  async discard(id: string, access: KeyAccess, who: Responsible): Promise<boolean> {
    const stored = this.#visible(id, access);
    if (stored !== null) await discardOne(this.#ports, stored, who);
    return stored !== null;
  }

  discardMany(
    request: DiscardRequest,
    who: Responsible,
  ): Promise<Result<DiscardCount, CountMismatch>> {
    return discardMany(this.#ports, request, who);
  }

  countReplay(request: ReplayRequest): Promise<ReplayCount> {
    return countReplay(this.#ports.letters, this.#ports.ledger, request);
  }

  startReplay(request: ReplayRequest, who: Responsible): Promise<Result<Replay, ReplayBusy>> {
    const { selection, access } = request;
    const noted = { selection: inShort(selection), reach: reachOf(access, selection) };
    return this.#runner.start(request, (task) => this.#noteReplay("replay", task, who, noted));
  }

  async replay(id: string): Promise<Replay | null> {
    return this.#runner.find(id);
  }

  async cancelReplay(
    id: string,
    access: KeyAccess,
    who: Responsible,
  ): Promise<Result<Replay, CancelRefusal>> {
    if (this.#ports.replays.get(id) === null) return err({ kind: "replay-unknown" });
    // Of a replay whose start was not noted nobody knows what it may send: any key.
    const noted = this.#ports.audit.startOf(id) ?? EVERYTHING;
    if (!coversAccess(access, noted.reach)) return err({ kind: "replay-forbidden" });
    const replay = await this.#runner.cancel(id, (task) =>
      this.#noteReplay("cancel", task, who, noted),
    );
    return replay === null ? err({ kind: "replay-unknown" }) : ok(replay);
  }

  async audit(query: AuditQuery): Promise<AuditPage> {
    return auditPage(this.#ports, query);
  }

  async count(): Promise<number> {
    return this.#ports.letters.count({}, {});
  }

  async collect(): Promise<number> {
    const beforeMs = this.#ports.clock.now() - this.#ports.retentionMs;
    this.#ports.audit.collect(beforeMs);
    this.#ports.replays.collect(beforeMs);
    return this.#ports.letters.collect(beforeMs);
  }

  /** When the alarm rings. */
  ring(): Promise<void> {
    return this.#runner.tick();
  }

  /** When the object starts. */
  resume(): Promise<void> {
    this.#ports.audit.interrupt(this.#ports.clock.now());
    return this.#runner.resume();
  }

  #noteReplay(
    action: "replay" | "cancel",
    task: ReplayTask,
    who: Responsible,
    { selection, reach }: Pick<NewAuditRow, "selection" | "reach">,
  ): void {
    this.#ports.audit.add({
      ...who,
      action,
      selection,
      reach,
      replayId: task.id,
      matched: task.matched,
      discarded: 0,
      outcome: "finished",
      startedAtMs: this.#ports.clock.now(),
      endedAtMs: null,
    });
  }

  #visible(id: string, access: KeyAccess): StoredLetter | null {
    const stored = this.#ports.letters.get(id);
    return stored !== null && allowsLetter(access, stored.letter) ? stored : null;
  }
}

const EVERYTHING = { selection: { kind: "filter", filter: {} }, reach: {} } as const;
