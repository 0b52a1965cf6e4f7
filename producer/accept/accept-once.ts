import type { RequestAnswer, RequestQuestion } from "../../shared/ledger/idempotency.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import type { Services } from "../ports.ts";
import { type Problem, problem } from "../problems.ts";
import { reach } from "../reach.ts";
import type { PartialReceipt, Receipt } from "./receipt.ts";
import { unconfirmed } from "./receipt.ts";

type OnceServices = Pick<Services, "requests" | "versions" | "report">;

/** One request as it may come twice. */
export type Repeatable = {
  /** Token and key. */
  readonly id: string;
  readonly accept: () => Promise<Result<readonly PartialReceipt[], Problem>>;
  /** Of the whole request; asked after `accept`, or instead of it. */
  readonly fingerprint: () => Promise<string>;
};

/**
 * Accepts a request with an Idempotency-Key once: claimed before anything is accepted, completed
 * before the caller hears of it. So a receipt is given only when every repetition will get the same;
 * when the ledger does not confirm that, the answer is `unconfirmed`.
 */
export async function acceptOnce(
  services: OnceServices,
  { id, accept, fingerprint }: Repeatable,
): Promise<Result<readonly PartialReceipt[], Problem>> {
  // Unique, as every version is.
  const claim = services.versions.next();
  const claimed = await ask(services, { kind: "claim", id, claim });
  if (!claimed.ok) return claimed;
  if (claimed.value.kind === "busy") return err(busy());
  if (claimed.value.kind === "done") return repeated(claimed.value.done, await fingerprint());
  const accepted = await accept();
  if (!accepted.ok || accepted.value.some((receipt) => receipt.status === "unconfirmed")) {
    await ask(services, { kind: "release", id, claim });
    return accepted;
  }
  const receipts = JSON.stringify(accepted.value);
  const completed = await ask(services, {
    kind: "complete",
    id,
    claim,
    fingerprint: await fingerprint(),
    receipts,
  });
  return completed.ok && completed.value.kind === "yours" ? accepted : err(unconfirmed());
}

type Done = Extract<RequestAnswer, { readonly kind: "done" }>["done"];

function repeated(done: Done, fingerprint: string): Result<readonly Receipt[], Problem> {
  if (done.fingerprint === fingerprint) return ok(JSON.parse(done.receipts));
  const detail = "this Idempotency-Key came with another request before: use a new key";
  const errors = [{ header: "Idempotency-Key", detail }];
  return err(problem("idempotency-mismatch", detail, { errors }));
}

const busy = (): Problem =>
  problem(
    "idempotency-busy",
    "the first request with this Idempotency-Key is not finished; ask again in a moment",
  );

/** Asks twice when the first reply is lost: that changes nothing. */
async function ask(
  services: OnceServices,
  question: RequestQuestion,
): Promise<Result<RequestAnswer, Problem>> {
  const first = await reach(services, "the ledger", () => services.requests.ask(question));
  return first.ok ? first : reach(services, "the ledger", () => services.requests.ask(question));
}
