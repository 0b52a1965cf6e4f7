import { type Command, Option } from "commander";
import { FAILURE_REASONS } from "../shared/failure.ts";
import { ok, type Result } from "../shared/result.ts";
import { parseText } from "./argument-parsers.ts";
import { parseMoment } from "./duration.ts";
import { type Failure, fail } from "./failure.ts";
import type { Session } from "./session.ts";

/** As the producer takes it, in a query and in a replay's body. */
export type DeadLetterFilter = {
  readonly reason?: string;
  readonly namespace?: string;
  readonly keyPrefix?: string;
  readonly since?: string;
  readonly until?: string;
};

export type FilterOptions = {
  readonly reason?: string;
  readonly key?: string;
  readonly since?: string;
  readonly until?: string;
};

export const addFilterOptions = (command: Command): Command =>
  command
    .addOption(
      new Option("--reason <reason>", "only letters with this reason").choices(FAILURE_REASONS),
    )
    .option("--key <prefix>", "only letters whose key starts with this", parseText)
    .option("--since <time>", "last seen at or after: ISO 8601, or a time ago such as 24h")
    .option("--until <time>", "last seen before: ISO 8601, or a time ago");

/** Dead letters of every namespace, unless one is named: an operator looks after all of them. */
export function readFilter(
  session: Session,
  options: FilterOptions,
): Result<DeadLetterFilter, Failure> {
  const moments: { since?: string; until?: string } = {};
  for (const name of ["since", "until"] as const) {
    const text = options[name];
    if (text === undefined) continue;
    const moment = parseMoment(text, session.world.now(), "before");
    if (moment === null) {
      return fail("usage", `--${name} ${text} is no time.`, {
        details: ["Expected ISO 8601 such as 2026-01-31T12:00:00Z, or a time ago such as 24h."],
      });
    }
    moments[name] = moment;
  }
  return ok({
    ...(options.reason === undefined ? {} : { reason: options.reason }),
    ...(session.givenNamespace === undefined ? {} : { namespace: session.givenNamespace }),
    ...(options.key === undefined ? {} : { keyPrefix: options.key }),
    ...moments,
  });
}
