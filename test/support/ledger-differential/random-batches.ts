import { candidateOf } from "../../../consumer/batch/plan-batch.ts";
import type { AdmitAnswer } from "../../../shared/ledger/admit-answer.ts";
import type { AdmitRequest, SettleItem, SettleRequest } from "../../../shared/ledger/protocol.ts";
import type { Outcome } from "../../../shared/ledger/report.ts";
import type { WriteIntent } from "../../../shared/write-intent.ts";
import type { Random } from "../../simulation/random.ts";
import {
  APPLIED,
  EXPIRED,
  QUOTA,
  REFUSED,
  THROTTLED,
  UNAVAILABLE,
  UNKNOWN,
  UNUSED,
} from "../outcomes.ts";
import type { RandomIntents } from "./random-intents.ts";

type Granted = {
  readonly token: string;
  readonly intent: WriteIntent;
  readonly answer: AdmitAnswer & { readonly kind: "granted" | "granted-touch" | "hold" };
};

const OUTCOMES: readonly Outcome[] = [
  ...[APPLIED, APPLIED, APPLIED, EXPIRED, UNKNOWN, UNKNOWN, THROTTLED, THROTTLED],
  ...[UNAVAILABLE, REFUSED, REFUSED, UNUSED],
];
/** Grants in hand; the oldest of more belong to batches that crashed. */
const MAX_IN_HAND = 24;

const isInHand = (answer: AdmitAnswer | undefined): answer is Granted["answer"] =>
  answer?.kind === "granted" || answer?.kind === "granted-touch" || answer?.kind === "hold";

/** Batches that know what they were granted, and report it well, badly, twice or never. */
export class RandomBatches {
  readonly #random: Random;
  readonly #intents: RandomIntents;
  #inHand: readonly Granted[] = [];

  constructor(random: Random, intents: RandomIntents) {
    this.#random = random;
    this.#intents = intents;
  }

  /** The batch goes on with what it was granted or has to hold. */
  begin({ token, items }: AdmitRequest, answers: readonly (readonly AdmitAnswer[])[]): void {
    const granted = items.flatMap((item, at) =>
      item.candidates.flatMap(({ version }, index) => {
        const answer = answers[at]?.[index];
        const intent = this.#intents.find({ ...item, version });
        if (!isInHand(answer)) return [];
        return intent === null ? [] : [{ token, intent, answer }];
      }),
    );
    this.#inHand = [...this.#inHand, ...granted].slice(-MAX_IN_HAND);
  }

  /** What became of one or several versions of one batch; now and then it reports again later. */
  report(): SettleRequest {
    if (this.#inHand.length === 0) return { token: "nobody", items: [] };
    const { token } = this.#random.pick(this.#inHand);
    const mine = this.#inHand.filter((one) => one.token === token);
    if (this.#random.chance(0.9)) {
      this.#inHand = this.#inHand.filter((one) => one.token !== token);
    }
    return { token, items: mine.map((one) => this.#report(one)) };
  }

  #report({ intent, answer }: Granted): SettleItem {
    const outcome = answer.kind === "hold" ? answer : this.#outcome(intent);
    const isLight = outcome.kind === "applied" && answer.kind === "granted" && !answer.keepBody;
    const isWithout = isLight || this.#random.chance(0.02);
    const report = { candidate: candidateOf(intent), outcome, intent: isWithout ? null : intent };
    return { namespace: intent.namespace, key: intent.key, report };
  }

  #outcome(intent: WriteIntent): Outcome {
    if (this.#random.chance(0.004) && QUOTA.kind === "quota") {
      return { ...QUOTA, operation: intent.op === "delete" ? "delete" : "put" };
    }
    return this.#random.pick(OUTCOMES);
  }
}
