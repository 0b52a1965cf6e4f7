import type { LimitFunction } from "p-limit";
import { failure } from "../../shared/failure.ts";
import type { AdmitAnswer } from "../../shared/ledger/admit-answer.ts";
import type { CarriedTouch } from "../../shared/ledger/carried-touch.ts";
import type { Candidate } from "../../shared/ledger/key-state.ts";
import type { SettleItem } from "../../shared/ledger/protocol.ts";
import type { Outcome } from "../../shared/ledger/report.ts";
import { unreachable } from "../../shared/result.ts";
import { viewsOf } from "../../shared/views/view-setting.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { applyTouch } from "./apply-touch.ts";
import { applyWrite, refusedUnasked, storeOf } from "./apply-write.ts";
import type { BatchPorts } from "./batch-ports.ts";
import { type Decided, deadVersion, finished } from "./decided.ts";
import { candidateOf, type PlannedKey, type PlannedVersion } from "./plan-batch.ts";

/** One batch's means: its name in the ledger, and the connections it may have open. */
export type Work = {
  readonly token: string;
  readonly limit: LimitFunction;
  /** A touch holds a value in memory, which may be a large one: one at a time. */
  readonly touchLimit: LimitFunction;
  readonly ports: BatchPorts;
};

export type Admitted = {
  readonly planned: PlannedKey;
  readonly version: PlannedVersion;
  readonly answer: AdmitAnswer;
};

/** A version whose fate the settle call decides. */
export type Reported = { readonly version: PlannedVersion; readonly item: SettleItem };

/** Decides what admit alone decides; for the rest, does the write and says what became of it. */
export async function takeAdmitted(
  { planned, version, answer }: Admitted,
  askedAtMs: number,
  { limit, touchLimit, ports }: Work,
): Promise<Decided | Reported> {
  switch (answer.kind) {
    case "superseded":
    case "duplicate":
      return finished(version, "superseded");
    case "unchanged":
    case "held":
      return finished(version, answer.kind);
    case "dead":
      return deadVersion(version, answer.mark);
    case "hold":
      return report(planned, version, { kind: "hold", reason: answer.reason });
    case "granted": {
      const leaseUntilMs = askedAtMs + answer.leaseMs;
      const intent = withTouch(version.intent, answer.touch);
      const outcome = await limit(() =>
        applySafely(() => applyWrite(intent, leaseUntilMs, ports, ports.times)),
      );
      const candidate = grantedCandidate(version.intent, answer.touch);
      const keepBody = answer.keepBody || viewsOf(ports.views ?? [], planned).length > 0;
      return reportWrite(planned, version, candidate, outcome, keepBody);
    }
    case "granted-touch": {
      const grant = { leaseUntilMs: askedAtMs + answer.leaseMs, expected: answer.expected };
      const outcome = await touchLimit(() => limit(() => applyOneTouch(version, grant, ports)));
      return report(planned, version, outcome);
    }
    default:
      return unreachable(answer);
  }
}

const withTouch = (intent: WriteIntent, touch: CarriedTouch | null): WriteIntent =>
  touch === null || intent.op !== "put"
    ? intent
    : { ...intent, expiration: touch.expiresAtMs / 1_000 };

/** What is reported of a write that carries the expiration of a touch. */
export function grantedCandidate(intent: WriteIntent, touch: CarriedTouch | null): Candidate {
  const candidate = candidateOf(withTouch(intent, touch));
  return touch === null ? candidate : { ...candidate, digest: null, carried: touch.version };
}

function applyOneTouch(
  { intent }: PlannedVersion,
  grant: Parameters<typeof applyTouch>[1],
  ports: BatchPorts,
): Promise<Outcome> {
  return applySafely(async () => {
    const store = storeOf(intent.namespace, ports);
    if (store.kind === "refused") return store;
    if (intent.op !== "touch") throw new Error("only a touch is granted as one");
    return applyTouch(intent, grant, ports, store.store, ports.times);
  });
}

/** A message that breaks our own code is refused alone: its neighbours go on. */
async function applySafely(apply: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await apply();
  } catch (error) {
    // Nothing was asked of KV: once a write has started, its outcome is a value.
    return refusedUnasked(failure("permanent", "unreadable", String(error)));
  }
}

const report = (planned: PlannedKey, version: PlannedVersion, outcome: Outcome): Reported =>
  reportWrite(planned, version, version.candidate, outcome, true);

/** The body goes along unless it is applied and need not be kept. */
function reportWrite(
  { namespace, key }: PlannedKey,
  version: PlannedVersion,
  candidate: Candidate,
  outcome: Outcome,
  keepBody: boolean,
): Reported {
  const intent = keepBody || outcome.kind !== "applied" ? version.intent : null;
  return { version, item: { namespace, key, report: { candidate, outcome, intent } } };
}
