import { ok, type Result } from "../shared/result.ts";
import { type Failure, fail } from "./failure.ts";
import type { Session } from "./session.ts";

export type Agreement = { readonly yes?: boolean };

/** Somebody can answer only where both the question and the answer have a terminal. */
const canAsk = (session: Session): boolean =>
  session.world.stdin.isTerminal && session.world.stderr.isTerminal;

/** Refuses early what could never be agreed to: no `--yes`, and nobody to ask. `counting` is its dry run. */
export function requireAgreement(
  session: Session,
  given: Agreement,
  counting?: string,
): Result<null, Failure> {
  if (given.yes === true || canAsk(session)) return ok(null);
  return fail("usage", "This needs a yes, and there is no terminal to ask on.", {
    next:
      counting === undefined
        ? "add --yes"
        : `add --yes; \`${counting}\` shows the count beforehand`,
  });
}

/** The answer of a person, unless `--yes` gave it already. */
export async function agree(
  session: Session,
  given: Agreement,
  question: string,
): Promise<Result<null, Failure>> {
  if (given.yes === true) return ok(null);
  const { confirm, interruption } = session.world;
  if (await confirm(`${question} [y/N] `, interruption)) return ok(null);
  if (interruption.aborted) return fail("interrupted", "Interrupted: nothing was done.");
  return fail("failure", "Not confirmed: nothing was done.");
}
