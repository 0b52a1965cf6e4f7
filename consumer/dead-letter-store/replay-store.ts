import type { Replay } from "../../shared/dead-letter-store-rpc.ts";
import type { KeyAccess } from "../../shared/key-access.ts";
import type { LetterSelection } from "../../shared/letter-selection.ts";
import type { Pace } from "../timing/task-pace.ts";
import type { LetterRef } from "./letter-store.ts";

/**
 * The replays and what is left to do of each, as synchronous and as atomic as the letters beside it
 * (see letter-store.ts). `test/contract/replay-store.contract.ts` says what an implementation has to do.
 */
export interface ReplayStore {
  create(replay: NewReplay): void;
  /** Adds the letters that the selection means now to the replay, oldest first, and to its `matched`. */
  snapshot(replayId: string, selection: LetterSelection, access: KeyAccess): void;
  get(replayId: string): ReplayTask | null;
  /** The first one that is not over. */
  active(): ReplayTask | null;
  /** What is to be done next. */
  items(replayId: string, limit: number): readonly ReplayItem[];
  /** To be stored before the ledger is asked what may end a letter there. */
  noteAsked(replayId: string, items: readonly ReplayItem[]): void;
  /** The ledger has answered, and has changed nothing. */
  forgetAsked(replayId: string, items: readonly ReplayItem[]): void;
  /**
   * To be stored before an item is sent, with the generation that its letter has from now on: tells a
   * lost confirmation from a letter that was gone before.
   */
  noteAttempts(replayId: string, items: readonly ReplayItem[]): void;
  /** Takes items off the replay and counts them. */
  settle(replayId: string, items: readonly ReplayItem[], outcome: ItemOutcome): void;
  /** Puts items behind all others, so that what fails does not keep the rest from being sent. */
  postpone(replayId: string, items: readonly ReplayItem[]): void;
  savePace(replayId: string, pace: Pace): void;
  /** Notes the wish, once: what was not attempted is not to be sent any more. */
  cancel(replayId: string, nowMs: number): void;
  /** Takes off what was neither asked for nor attempted, uncounted: it stays a dead letter. */
  dropUnattempted(replayId: string): void;
  finish(replayId: string, nowMs: number): void;
  /** Deletes replays that finished before `beforeMs`. */
  collect(beforeMs: number): void;
}

export type NewReplay = Pick<Replay, "id" | "ratePerSecond" | "startedAtMs">;

export type ReplayTask = Omit<Replay, "state"> & {
  readonly pace: Pace;
  /** When somebody asked for its end; it is over at `finishedAtMs`. */
  readonly cancelledAtMs: number | null;
};

export type ReplayItem = LetterRef & {
  readonly position: number;
  /** A message may have been sent already. */
  readonly isAttempted: boolean;
};

export type ItemOutcome = "enqueued" | "skipped";
