import { checkAgainst } from "../../shared/check-against.ts";
import type { DeadLetter } from "../../shared/dead-letter.ts";
import { type KeyName, keyId } from "../../shared/key.ts";
import type { Candidate } from "../../shared/ledger/key-state.ts";
import type { Version } from "../../shared/version.ts";
import { expiresAtMs, payloadSizeBytes, tagsOf, WriteIntent } from "../../shared/write-intent.ts";

/** One message of a batch, as far as the rules need it. */
export type Delivery = {
  readonly id: string;
  readonly body: unknown;
  readonly sentAtMs: number;
  /** Deliveries so far, this one included. */
  readonly attempts: number;
};

/** All deliveries of one version: each is decided by the same answer. */
export type PlannedVersion = {
  readonly candidate: Candidate;
  readonly intent: WriteIntent;
  /** Positions in the batch. */
  readonly deliveries: readonly number[];
};

/** The versions of one key, newest first: the first is the winner of the batch. */
export type PlannedKey = KeyName & { readonly versions: readonly PlannedVersion[] };

export type Unreadable = { readonly delivery: number; readonly letter: DeadLetter };

export type BatchPlan = {
  readonly keys: readonly PlannedKey[];
  readonly unreadable: readonly Unreadable[];
};

/**
 * Sorts a batch: what cannot be read is a dead letter at once and alone, so it can never supersede
 * a neighbour; of the rest, equal versions are one and the newest version of each key comes first.
 */
export function planBatch(deliveries: readonly Delivery[], nowMs: number): BatchPlan {
  const unreadable: Unreadable[] = [];
  const keys = new Map<string, Map<Version, PlannedVersion>>();
  deliveries.forEach((delivery, position) => {
    const checked = checkAgainst(WriteIntent, delivery.body);
    if (!checked.ok) {
      const detail = describeIssue(checked.error[0]);
      unreadable.push({ delivery: position, letter: unreadableLetter(delivery, detail, nowMs) });
      return;
    }
    const intent = checked.value;
    const id = keyId(intent);
    const versions = keys.get(id) ?? new Map<Version, PlannedVersion>();
    keys.set(id, versions.set(intent.version, join(versions, intent, position)));
  });
  return { keys: [...keys.values()].map(plannedKey), unreadable };
}

/** Copies of a version count as the one that was replayed last. */
function join(
  versions: ReadonlyMap<Version, PlannedVersion>,
  intent: WriteIntent,
  position: number,
): PlannedVersion {
  const known = versions.get(intent.version);
  if (known === undefined) {
    return { candidate: candidateOf(intent), intent, deliveries: [position] };
  }
  const newest = known.intent.generation >= intent.generation ? known.intent : intent;
  return {
    candidate: candidateOf(newest),
    intent: newest,
    deliveries: [...known.deliveries, position],
  };
}

function plannedKey(versions: ReadonlyMap<Version, PlannedVersion>): PlannedKey {
  const sorted = [...versions.values()].sort((a, b) =>
    a.candidate.version < b.candidate.version ? 1 : -1,
  );
  const [winner] = sorted;
  if (winner === undefined) throw new Error("a planned key has at least one version");
  const { namespace, key } = winner.intent;
  return { namespace, key, versions: sorted };
}

export function candidateOf(intent: WriteIntent): Candidate {
  return {
    version: intent.version,
    generation: intent.generation,
    operation: intent.op,
    expiresAtMs: expiresAtMs(intent),
    payloadSizeBytes: payloadSizeBytes(intent),
    onFailure: intent.onFailure,
    priority: intent.priority,
    digest: intent.digest ?? null,
    tags: tagsOf(intent),
    touch: intent.op === "touch" ? intent : null,
    carried: null,
  };
}

function unreadableLetter(delivery: Delivery, detail: string, nowMs: number): DeadLetter {
  return {
    kind: "unreadable",
    messageId: delivery.id,
    body: rawBody(delivery.body),
    reason: "unreadable",
    detail,
    failures: 0,
    firstSeenAtMs: delivery.sentAtMs,
    lastSeenAtMs: nowMs,
  };
}

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };

/** Where the envelope is wrong and what was expected; zod's messages hold no values. */
function describeIssue(issue: Issue | undefined): string {
  if (issue === undefined) return "not a write intent";
  const pointer = issue.path.map((part) => `/${String(part)}`).join("");
  return `not a write intent: ${pointer === "" ? "the message" : pointer}: ${issue.message}`;
}

function rawBody(body: unknown): string {
  if (typeof body === "string") return body;
  try {
    return JSON.stringify(body) ?? String(body);
  } catch {
    // Cycles and BigInt come only from senders that bypass the producer.
    return String(body);
  }
}
