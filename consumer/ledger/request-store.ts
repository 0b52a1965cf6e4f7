import type {
  KnownRequest,
  RequestAnswer,
  RequestQuestion,
} from "../../shared/ledger/idempotency.ts";
import { answerRequest } from "../../shared/ledger/idempotency.ts";

/** Where a shard keeps the requests with an Idempotency-Key that hash to it. Synchronous, as SQLite is. */
export interface RequestStore {
  load(id: string): KnownRequest | null;
  save(id: string, known: KnownRequest): void;
  delete(id: string): void;
  /** Deletes what was to be remembered until `nowMs` at the longest. */
  forgetUntil(nowMs: number): void;
}

/** Loads, asks the rule, stores: one turn of the object, so no other call comes between. */
export function askRequestStore(
  store: RequestStore,
  question: RequestQuestion,
  nowMs: number,
): RequestAnswer {
  const before = store.load(question.id);
  const { known, answer } = answerRequest(before, question, nowMs);
  if (known !== null && known !== before) store.save(question.id, known);
  if (known === null && before !== null) store.delete(question.id);
  return answer;
}
