import { keyId } from "../../shared/key.ts";
import type { AdmitAnswer } from "../../shared/ledger/admit-answer.ts";
import { admitKey } from "../../shared/ledger/admit-key.ts";
import { type BuryAnswer, buryKey } from "../../shared/ledger/bury-key.ts";
import { finalStateOf } from "../../shared/ledger/final-state.ts";
import { holdBrought } from "../../shared/ledger/hold-brought.ts";
import type { KeyState } from "../../shared/ledger/key-state.ts";
import type { FinalState } from "../../shared/ledger/known-versions.ts";
import type {
  AdmitRequest,
  BuryItem,
  LetterName,
  ReviveRequest,
  SettleRequest,
  ShardSummary,
  StatusRequest,
  VersionName,
} from "../../shared/ledger/protocol.ts";
import type { SettleAnswer } from "../../shared/ledger/report.ts";
import {
  discardKey,
  peekRevive,
  type ReviveAnswer,
  reviveKey,
  type VersionEnd,
} from "../../shared/ledger/revive-key.ts";
import { settleKey } from "../../shared/ledger/settle-key.ts";
import { type KeyStatus, statusOfKey } from "../../shared/ledger/status-of-version.ts";
import { countsToday } from "../../shared/metrics/count-book.ts";
import type { Counts } from "../../shared/metrics/counts.ts";
import { type MinuteRange, seriesOf } from "../../shared/metrics/series.ts";
import { type Version, versionTimeMs } from "../../shared/version.ts";
import { withCounts } from "./book-keeping.ts";
import { collectKeys, unneededPayloads } from "./collect-keys.ts";
import { stopOfWork } from "./open-lanes.ts";
import { runRule, type ShardParts } from "./run-rule.ts";
import { noteNews } from "./view-outbox.ts";

/**
 * One shard of the ledger. Each call loads keys, asks the rules in `shared/ledger/` and stores what
 * they say; nothing is decided here.
 */
export class LedgerShard {
  readonly #parts: ShardParts;

  constructor(parts: ShardParts) {
    this.#parts = parts;
  }

  /** Refuses a caller with another count of shards: it would look for keys in the wrong places. */
  requireShards(shards: number): void {
    const row = this.#parts.store.loadShard();
    if (row.shards === null) this.#parts.store.saveShard({ ...row, shards });
    else if (row.shards !== shards) {
      throw new Error(
        `LEDGER_SHARDS is ${shards}, but this ledger was made with ${row.shards}: ` +
          "set it back, the count is part of the stored data",
      );
    }
  }

  admit(request: AdmitRequest): readonly (readonly AdmitAnswer[])[] {
    return runRule(this.#parts, request.items, (turn, item) =>
      holdBrought(turn, request.token, item, admitKey(turn, request.token, item.candidates)),
    );
  }

  settle(request: SettleRequest): readonly SettleAnswer[] {
    const { views } = this.#parts;
    return runRule(this.#parts, request.items, (turn, item) => {
      const before = turn.state;
      const answer = settleKey(turn, request.token, item.report);
      if (views !== undefined) noteNews(views, item, [before, turn.state], item.report, turn.nowMs);
      return answer;
    });
  }

  bury(items: readonly BuryItem[]): readonly BuryAnswer[] {
    return runRule(this.#parts, items, (turn, item) =>
      buryKey(turn, item.candidate, item.intent, item.failure),
    );
  }

  revive(request: ReviveRequest): readonly ReviveAnswer[] {
    if (request.mode === "take") {
      return runRule(this.#parts, request.items, (turn, item) => reviveKey(turn, item.version));
    }
    return request.items.map((item) => peekRevive(this.#load(item), item.version));
  }

  discard(items: readonly VersionName[]): readonly VersionEnd[] {
    return runRule(this.#parts, items, (turn, item) => discardKey(turn, item.version));
  }

  forgetLetters(letters: readonly LetterName[]): void {
    const { store } = this.#parts;
    store.transaction(() => {
      for (const letter of letters) store.forgetLetter(letter);
    });
  }

  status(request: StatusRequest): KeyStatus {
    const nowMs = this.#parts.now();
    return statusOfKey(this.#load(request), request.version, nowMs, (work) =>
      stopOfWork(this.#parts, work, request.namespace),
    );
  }

  states(items: readonly VersionName[]): readonly (FinalState | null)[] {
    return items.map((item) => finalStateOf(this.#load(item), item.version));
  }

  summary(): ShardSummary {
    const { store, now } = this.#parts;
    const oldest = store.oldestHeld();
    const { tally, book } = store.loadShard();
    return {
      tally,
      oldestHeldAtMs: oldest === null ? null : versionTimeMs(oldest),
      totals: book.totals,
      today: countsToday(book, now()),
    };
  }

  /** The open minute is part of it. */
  metrics(ranges: readonly MinuteRange[]): readonly (readonly Counts[])[] {
    const { store } = this.#parts;
    const { minute } = store.loadShard().book;
    return ranges.map((range) =>
      seriesOf(range, [...store.buckets.between(range.from, range.until), minute]),
    );
  }

  countReads(counts: Counts): void {
    const { store, now } = this.#parts;
    store.transaction(() => store.saveShard(withCounts(store, store.loadShard(), counts, now())));
  }

  unneededPayloads(items: readonly VersionName[]): readonly Version[] {
    return unneededPayloads(this.#parts, items);
  }

  collect(): number {
    return collectKeys(this.#parts);
  }

  #load(name: { readonly namespace: string; readonly key: string }): KeyState {
    return this.#parts.store.loadKey(keyId(name));
  }
}
