import { candidateOf } from "../../consumer/batch/plan-batch.ts";
import { grantedCandidate } from "../../consumer/batch/take-admitted.ts";
import { type DueIntent, dueIntents, forgetSent } from "../../consumer/ledger/due-work.ts";
import { LedgerShard } from "../../consumer/ledger/ledger-shard.ts";
import type { ShardParts } from "../../consumer/ledger/run-rule.ts";
import type { DeadLetter } from "../../shared/dead-letter.ts";
import { keyId } from "../../shared/key.ts";
import type { AdmitAnswer } from "../../shared/ledger/admit-answer.ts";
import type { BuryAnswer } from "../../shared/ledger/bury-key.ts";
import type { CarriedTouch } from "../../shared/ledger/carried-touch.ts";
import type { KeyState } from "../../shared/ledger/key-state.ts";
import type { AdmitItem } from "../../shared/ledger/protocol.ts";
import type { Outcome, SettleAnswer } from "../../shared/ledger/report.ts";
import type { ReviveAnswer, VersionEnd } from "../../shared/ledger/revive-key.ts";
import type { KeyStatus } from "../../shared/ledger/status-of-version.ts";
import type { Tally } from "../../shared/ledger/tally.ts";
import type { LedgerRules } from "../../shared/ledger/turn.ts";
import type { Version } from "../../shared/version.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { aWriteFailure } from "./a-write-failure.ts";
import { deepFreeze } from "./deep-freeze.ts";
import { FrozenLedgerStore } from "./frozen-ledger-store.ts";
import { NOW_MS } from "./versions.ts";

export const RULES: LedgerRules = {
  PACE_MS: 1_000,
  MAX_FAILURES: 12,
  LEASE_MS: 15_000,
  PUT_TIMEOUT_MS: 5_000,
  REPAIR_AFTER_MS: 30_000,
  RETENTION_DAYS: 30,
};

const NAME = { namespace: "default", key: "user:1" };
const ID = keyId(NAME);
const EVER_MS = Number.MAX_SAFE_INTEGER;

/**
 * One key of a ledger and the batches that deal with it, in the words of the protocol. Time stands
 * still until a test moves `nowMs`; every state and every argument is frozen, so a rule that changes
 * one in place throws.
 */
export class LedgerKey {
  nowMs = NOW_MS;
  /** What the dice show, in [0, 1). */
  thrown = 0;
  readonly store = new FrozenLedgerStore();
  readonly #parts: ShardParts;
  readonly #shard: LedgerShard;
  /** Grants whose report of success has to carry the body. */
  readonly #keepBody = new Set<string>();
  /** Touches whose expiration a grant carries. */
  readonly #touches = new Map<string, CarriedTouch>();

  constructor(rules: Partial<LedgerRules> = {}) {
    this.#parts = {
      store: this.store,
      now: () => this.nowMs,
      dice: () => this.thrown,
      rules: { ...RULES, ...rules },
    };
    this.#shard = new LedgerShard(this.#parts);
  }

  get state(): KeyState {
    return this.store.loadKey(ID);
  }

  get tally(): Tally {
    return this.store.loadShard().tally;
  }

  /** Counters that are not zero, those of holds by reason. */
  get counts(): Record<string, number> {
    const { held, ...scalars } = this.tally;
    const all = [...Object.entries(scalars), ...Object.entries(held)];
    return Object.fromEntries(all.filter(([, count]) => count !== 0));
  }

  get heldBody(): WriteIntent | null {
    return this.store.body(ID, "held");
  }

  get keptBody(): WriteIntent | null {
    return this.store.body(ID, "kept");
  }

  /** Letters in the outbox, due or not. */
  get letters(): readonly DeadLetter[] {
    return this.store.dueLetters(EVER_MS, 1_000);
  }

  /** Payloads that nothing needs any more, due or not. */
  get spentPayloads(): readonly Version[] {
    return this.store.dueSpentPayloads(EVER_MS, 1_000);
  }

  /** Asks for versions of one batch, newest first. */
  admit(token: string, ...intents: readonly WriteIntent[]): readonly AdmitAnswer[] {
    return this.#admit(token, intents, { ...NAME, candidates: intents.map(candidateOf) });
  }

  /** The same, with the first of them along, so that it can be held at once. */
  bring(token: string, ...intents: readonly WriteIntent[]): readonly AdmitAnswer[] {
    const [brought] = intents;
    if (brought === undefined) throw new Error("nothing to bring");
    return this.#admit(token, intents, { ...NAME, candidates: intents.map(candidateOf), brought });
  }

  #admit(token: string, intents: readonly WriteIntent[], item: AdmitItem): readonly AdmitAnswer[] {
    const [answers] = this.#shard.admit(deepFreeze({ token, items: [item] }));
    if (answers === undefined) throw new Error("admit left the key out");
    intents.forEach((intent, index) => {
      const answer = answers[index];
      const name = `${token} ${intent.version}`;
      if (answer?.kind === "granted" && answer.keepBody) this.#keepBody.add(name);
      if (answer?.kind === "granted" && answer.touch !== null) {
        this.#touches.set(name, answer.touch);
      }
    });
    return answers;
  }

  /** Asks for one version. */
  ask(token: string, intent: WriteIntent): AdmitAnswer {
    const [answer] = this.admit(token, intent);
    if (answer === undefined) throw new Error("admit left the version out");
    return answer;
  }

  /** Reports an outcome, with the body when the protocol asks for it: for the views of a key always. */
  settle(
    token: string,
    intent: WriteIntent,
    outcome: Outcome,
    body: "when-asked" | "always" = "when-asked",
  ): SettleAnswer {
    const name = `${token} ${intent.version}`;
    const isAsked = outcome.kind !== "applied" || this.#keepBody.has(name);
    const needsBody = isAsked || body === "always";
    const candidate = grantedCandidate(intent, this.#touches.get(name) ?? null);
    const report = { candidate, outcome, intent: needsBody ? intent : null };
    const [answer] = this.#shard.settle(deepFreeze({ token, items: [{ ...NAME, report }] }));
    if (answer === undefined) throw new Error("settle left the report out");
    return answer;
  }

  /** A whole batch for one version: what is granted has this outcome, what has to wait is held. */
  deliver(token: string, intent: WriteIntent, outcome: Outcome): SettleAnswer | AdmitAnswer {
    const answer = this.ask(token, intent);
    switch (answer.kind) {
      case "granted":
      case "granted-touch":
        return this.settle(token, intent, outcome);
      case "hold":
        return this.settle(token, intent, answer);
      default:
        return answer;
    }
  }

  bury(intent: WriteIntent): BuryAnswer {
    const failure = aWriteFailure({ class: "permanent", reason: "crashed", detail: "crashed" });
    const item = { ...NAME, candidate: candidateOf(intent), intent, failure };
    const [answer] = this.#shard.bury([deepFreeze(item)]);
    if (answer === undefined) throw new Error("bury left the message out");
    return answer;
  }

  revive(version: Version, mode: "peek" | "take" = "take"): ReviveAnswer {
    const [answer] = this.#shard.revive({ mode, items: [{ ...NAME, version }] });
    if (answer === undefined) throw new Error("revive left the letter out");
    return answer;
  }

  discard(version: Version): VersionEnd | undefined {
    return this.#shard.discard([{ ...NAME, version }])[0];
  }

  status(version: Version | null): KeyStatus {
    return this.#shard.status({ ...NAME, version });
  }

  /** What the alarm would send back to the queue now. */
  due(): readonly DueIntent[] {
    return dueIntents(this.#parts, 100);
  }

  /** The queue has confirmed what was sent. */
  forget(sent: readonly DueIntent[]): void {
    forgetSent(this.#parts, sent);
  }
}
