import { GATE_MUTANTS } from "./gate-mutants.ts";
import type { Mutant } from "./mutant.ts";
import { TAG_MUTANTS } from "./tag-mutants.ts";
import { VIEW_MUTANTS } from "./view-mutants.ts";

const LEDGER = "shared/ledger";

export const MUTANTS: readonly Mutant[] = [
  ...GATE_MUTANTS,
  ...VIEW_MUTANTS,
  ...TAG_MUTANTS,
  {
    name: "a-finished-minute-is-lost",
    file: "consumer/ledger/book-keeping.ts",
    find: "if (finishedMinute !== null) store.buckets.save(finishedMinute);",
    replace: "",
  },
  {
    name: "a-clock-that-goes-back-opens-an-older-minute",
    file: "shared/metrics/period.ts",
    find: "if (index <= open.index) {",
    replace: "if (index === open.index) {",
  },
  {
    name: "kv-calls-count-at-the-grant-and-at-the-report",
    file: `${LEDGER}/admit-key.ts`,
    find: "noteProbe(turn);\n  return granted",
    replace:
      "noteProbe(turn);\n  turn.counts['kv-put-applied'] = (turn.counts['kv-put-applied'] ?? 0) + 1;\n  return granted",
  },
  {
    name: "a-repeated-report-counts-its-call-again",
    file: `${LEDGER}/count-call.ts`,
    find: "if (call === null || !(hasLease || isExpected)) return;",
    replace: "if (call === null) return;",
  },
  {
    name: "a-report-after-its-lease-counts-no-call",
    file: `${LEDGER}/count-call.ts`,
    find: "hasLease || isExpected",
    replace: "hasLease",
  },
  {
    name: "touch-takes-any-value",
    file: `${LEDGER}/expected-read.ts`,
    find: "found.stamp === expected.stamp",
    replace: "found.stamp !== null",
  },
  {
    name: "touch-takes-nothing-for-granted",
    file: `${LEDGER}/expected-read.ts`,
    find: 'found.kind === "nothing" ? isOver :',
    replace: 'found.kind === "nothing" ? !isOver || isOver :',
  },
  {
    name: "touch-before-the-doubt-is-over",
    file: `${LEDGER}/touch.ts`,
    find: "needsRepair(state)) return null;\n  const isOwnDoubt = doubt?.of === touchContent(state, touch.intent.version);\n  const landedMs = doubt === null || isOwnDoubt ? 0 : doubt.untilMs;",
    replace: "doubt === undefined) return null;\n  const landedMs = 0;",
  },
  {
    name: "touch-is-nothing-to-a-late-put",
    file: `${LEDGER}/touch.ts`,
    find: "state.touch === null ? state.touched : carriedOf(state.touch)",
    replace: "state.touch === null ? null : carriedOf(state.touch)",
  },
  {
    name: "touch-ends-with-a-put-that-did-not-carry-it",
    file: `${LEDGER}/touch.ts`,
    find: "if (candidate.carried === touch.intent.version) endTouch",
    replace: "if (candidate.operation === 'put' && as === 'applied') endTouch",
  },
  {
    name: "touch-dies-with-the-put-that-carries-it",
    file: `${LEDGER}/endings.ts`,
    find: "forgetTouch(turn, version);\n  if (turn.state.failures",
    replace:
      "forgetTouch(turn, turn.state.touch?.intent.version ?? version);\n  if (turn.state.failures",
  },
  {
    name: "touch-leaves-the-digest",
    file: `${LEDGER}/settle-touch.ts`,
    find: "{ ...written, ...left, content, digest: null }",
    replace: "{ ...written, ...left, content }",
  },
  {
    name: "touched-put-is-the-same-content",
    file: `${LEDGER}/content-id.ts`,
    find: "touch === null ? `${value}` : `${value}~${touch}`;",
    replace: "touch === null || true ? `${value}` : `${value}~${touch}`;",
  },
  {
    name: "idempotency-key-is-anybodys",
    file: `${LEDGER}/idempotency.ts`,
    find: "alive !== null && alive.claim !== question.claim;",
    replace: "false;",
  },
  {
    name: "idempotency-key-is-forgotten-with-its-claim",
    file: `${LEDGER}/idempotency.ts`,
    find: "untilMs: nowMs + REMEMBERED_MS, done }",
    replace: "untilMs: nowMs + CLAIM_MS, done }",
  },
  {
    name: "receipt-before-the-ledger-remembers",
    file: "producer/accept/accept-once.ts",
    find: 'completed.ok && completed.value.kind === "yours" ? accepted : err(unconfirmed())',
    replace: "accepted",
  },
  {
    name: "waiters-are-told-what-will-hardly-change",
    file: `${LEDGER}/final-state.ts`,
    find: "FINAL_STATES.find((final) => final === seen) ?? null",
    replace:
      'seen === null && state.hi !== null && version < state.hi ? "superseded" : (FINAL_STATES.find((final) => final === seen) ?? null)',
  },
  {
    name: "waiters-are-told-of-the-newest",
    file: "consumer/ledger/ledger-shard.ts",
    find: "finalStateOf(this.#load(item), item.version)",
    replace: "finalStateOf(this.#load(item), this.#load(item).done ?? item.version)",
  },
  {
    name: "unchanged-in-doubt",
    file: `${LEDGER}/unchanged.ts`,
    find: " || doubt !== null",
    replace: "",
  },
  {
    name: "unchanged-while-a-write-is-under-way",
    file: `${LEDGER}/unchanged.ts`,
    find: " || lease !== null",
    replace: "",
  },
  {
    name: "digest-without-the-expiration",
    file: "shared/content-digest.ts",
    find: "contentType, expiration, tags });",
    replace: "contentType, tags });",
  },
  {
    name: "unchanged-ignores-what-was-written-since",
    file: `${LEDGER}/settle-key.ts`,
    find: "written: done === version ? leftBy(report.candidate, as) : uncompared(turn.state.written),",
    replace: "written: turn.state.written ?? leftBy(report.candidate, as),",
  },
  {
    name: "no-version-check",
    file: `${LEDGER}/admit-key.ts`,
    find: "if (turn.state.hi !== null && version < turn.state.hi) {",
    replace: "if (version === turn.state.hi && version === '') {",
  },
  {
    name: "no-lease",
    file: `${LEDGER}/admit-key.ts`,
    find: 'if (lease !== null) return "pace";',
    replace: "",
  },
  {
    name: "no-pace",
    file: `${LEDGER}/pace.ts`,
    find: "turn.nowMs + paceMs(turn) + extraMs",
    replace: "turn.nowMs + extraMs",
  },
  {
    name: "pace-from-the-grant",
    file: `${LEDGER}/settle-key.ts`,
    find: "if (isAttempt(report.outcome)) movePace(turn, 0);",
    replace: "if (isAttempt(report.outcome)) movePace(turn, lease.grantedAtMs - turn.nowMs);",
  },
  {
    name: "no-lease-margin",
    file: "shared/settings.ts",
    find: "LEASE_MARGIN_MS = 2_000",
    replace: "LEASE_MARGIN_MS = -4_000",
  },
  {
    name: "lease-end-is-no-doubt",
    file: `${LEDGER}/endings.ts`,
    find: "addDoubt(turn, lease.content, lease.untilMs + turn.rules.REPAIR_AFTER_MS);",
    replace: "",
  },
  {
    name: "unknown-counts-as-refused-for-now",
    file: "consumer/batch/kv-outcome.ts",
    find: 'case "transient":\n      return { kind: "unknown", operation, failure: classified };',
    replace:
      'case "transient":\n      return { kind: "throttled", operation, failure: classified };',
  },
  {
    name: "no-repair",
    file: `${LEDGER}/key-state.ts`,
    find: "state.kept !== null &&\n  state.doubt !== null &&",
    replace: "state.kept === null &&\n  state.doubt !== null &&",
  },
  {
    name: "doubt-ends-by-any-success",
    file: `${LEDGER}/settle-repair.ts`,
    find: "lease.grantedAtMs >= doubt.untilMs",
    replace: "lease.grantedAtMs >= 0",
  },
  {
    name: "repair-time-from-the-first-unknown",
    file: `${LEDGER}/endings.ts`,
    find: "Math.max(open?.untilMs ?? 0, untilMs)",
    replace: "open?.untilMs ?? untilMs",
  },
  {
    name: "doubt-only-of-the-latest",
    file: `${LEDGER}/endings.ts`,
    find: 'open === null || open.of === content ? content : "any"',
    replace: "content",
  },
  {
    name: "repair-too-soon",
    file: `${LEDGER}/settle-key.ts`,
    find: "turn.nowMs + turn.rules.REPAIR_AFTER_MS",
    replace: "turn.nowMs + 10_000",
  },
  {
    name: "copy-in-flight-is-a-duplicate",
    file: `${LEDGER}/admit-key.ts`,
    find: "if (lease?.version === version && lease.isOutdated)",
    replace: "if (lease?.version === version)",
  },
  {
    name: "acknowledged-before-held",
    file: "consumer/batch/take-admitted.ts",
    find: 'return report(planned, version, { kind: "hold", reason: answer.reason });',
    replace: 'return finished(version, "held");',
  },
  {
    name: "grant-drops-the-hold",
    file: `${LEDGER}/admit-key.ts`,
    find: "supersedeHeldBefore(turn, version);\n  return grant",
    replace: "supersedeHeldBefore(turn, `${version}~`);\n  return grant",
  },
  {
    name: "last-hold-wins",
    file: `${LEDGER}/hold.ts`,
    find: "becomeNewest(turn, version);",
    replace: "",
  },
  {
    name: "release-deletes-whatever-is-held",
    file: "consumer/ledger/due-work.ts",
    find: "if (held?.serial !== serial) return;",
    replace: "if (held === null) return;",
  },
  {
    name: "release-forgets-before-it-sends",
    file: "consumer/ledger/ring-alarm.ts",
    find: "for (const batch of sendBatches(due.map((entry) => entry.intent))) {",
    replace:
      "forgetSent(parts, due);\n  for (const batch of sendBatches(due.map((entry) => entry.intent))) {",
  },
  {
    name: "alarm-never-moves-earlier",
    file: "consumer/ledger/alarm-setter.ts",
    find: "if (this.#setMs !== null && this.#setMs <= ringMs) return;",
    replace: "if (this.#setMs !== null) return;",
  },
  {
    name: "late-success-ignored",
    file: `${LEDGER}/settle-key.ts`,
    find: "appliedLate(turn, report, outcome.as);",
    replace: "",
  },
  {
    name: "newest-stays-at-a-dead-version",
    file: `${LEDGER}/endings.ts`,
    find: "change(turn, { hi: laterVersion(done, alive) });",
    replace: "change(turn, { hi: turn.state.hi ?? laterVersion(done, alive) });",
  },
  {
    name: "no-outbox",
    file: "consumer/ledger/run-rule.ts",
    find: "for (const letter of turn.letters) store.addLetter(letter, turn.nowMs + LETTER_GRACE_MS);",
    replace: "",
  },
  {
    name: "replay-without-a-generation",
    file: `${LEDGER}/revive-key.ts`,
    find: "generation: mark.generation + 1",
    replace: "generation: mark.generation",
  },
  {
    name: "replay-rolls-back",
    file: `${LEDGER}/admit-key.ts`,
    find: "if (turn.state.hi !== null && version < turn.state.hi) {",
    replace:
      "if (turn.state.hi !== null && version < turn.state.hi && candidate.generation === 0) {",
  },
  {
    name: "generation-from-the-message-only",
    file: `${LEDGER}/turn.ts`,
    find: "Math.max(candidate.generation, revived?.generation ?? 0)",
    replace: "candidate.generation + 0 * (revived?.generation ?? 0)",
  },
  {
    name: "stale-token-accepted",
    file: `${LEDGER}/settle-key.ts`,
    find: "lease !== null && lease.token === token && lease.version",
    replace: "lease !== null && token !== '' && lease.version",
  },
  {
    name: "accepted-counted-at-every-move",
    file: `${LEDGER}/turn.ts`,
    find: "if (from === null) turn.tally.accepted += 1;",
    replace: "turn.tally.accepted += 1;\n  if (from === null) turn.tally.late += 0;",
  },
  {
    name: "payload-deleted-at-once",
    file: `${LEDGER}/turn.ts`,
    find: "if (!hasPayload) return;",
    replace: "if (!hasPayload || versionState(turn, version) === 'applied') return;",
  },
  {
    name: "two-replays-at-a-time",
    file: "consumer/dead-letter-store/replay-runner.ts",
    find: "if (running !== null) return err",
    replace: "if (running?.id === '') return err",
  },
  {
    name: "cancel-is-heard-at-the-next-tick",
    file: "consumer/dead-letter-store/send-letters.ts",
    find: "item.isAttempted || ports.replays.get(replayId)?.cancelledAtMs === null;",
    replace: "item.isAttempted || ports.replays.get(replayId) !== null;",
  },
  {
    name: "cancel-forgets-what-the-ledger-may-have-ended",
    file: "consumer/dead-letter-store/ask-replay.ts",
    find: "ports.replays.noteAsked(",
    replace: "ports.replays.forgetAsked(",
  },
  {
    name: "cancel-forgets-what-may-have-been-sent",
    file: "consumer/dead-letter-store/replay-runner.ts",
    find: "this.#ports.replays.dropUnattempted(id);",
    replace: "this.#ports.replays.settle(id, this.#ports.replays.items(id, 1_000), 'skipped');",
  },
  {
    name: "letter-acknowledged-unstored",
    file: "consumer/batch/dispose.ts",
    find: 'report({ kind: "letters-not-stored", letters: letters.length, detail: String(error) });\n    return false;',
    replace:
      'report({ kind: "letters-not-stored", letters: letters.length, detail: String(error) });\n    return true;',
  },
  {
    name: "untold-acknowledged",
    file: "consumer/batch/dispose.ts",
    find: 'case "untold":\n        book.retry(one.deliveries, batch.untoldPace);',
    replace: 'case "untold":\n        book.ack(one.deliveries);',
  },
  {
    name: "confirmed-without-the-queue",
    file: "producer/accept/send-intents.ts",
    find: "return trySend(services, lane, batch);",
    replace: "return (await trySend(services, lane, batch)) || true;",
  },
  {
    name: "version-without-its-cause",
    file: "producer/accept/version-issuer.ts",
    find: "reading = received.value;",
    replace: "",
  },
  {
    name: "expired-not-deleted",
    file: "consumer/batch/apply-write.ts",
    find: ": store.delete(intent.key);",
    replace: ": intent.op === 'put' ? Promise.resolve() : store.delete(intent.key);",
  },
  {
    name: "dead-while-held-elsewhere",
    file: `${LEDGER}/bury-key.ts`,
    find: 'if (turn.state.held?.version === version) return { kind: "finished" };',
    replace: "",
  },
];
