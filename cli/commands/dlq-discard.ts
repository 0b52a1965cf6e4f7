import type { Command } from "commander";
import { ok, type Result } from "../../shared/result.ts";
import { type Agreement, agree, requireAgreement } from "../agree.ts";
import { parseTexts } from "../argument-parsers.ts";
import { EXIT, type ExitStatus } from "../exit-status.ts";
import { type Failure, fail } from "../failure.ts";
import type { HttpClient } from "../http-client.ts";
import type { Runner, Session } from "../session.ts";
import { counted } from "../words.ts";
import type { Outcome } from "../world.ts";

type DiscardOptions = Agreement & { readonly note?: string };

export function addDlqDiscard(parent: Command, run: Runner): void {
  parent
    .command("discard")
    .summary("give up dead letters for good")
    .description("Give up dead letters for good: their writes will never be applied.")
    .argument("<id...>", "ids, as `dlq list` prints them", parseTexts)
    .option("--note <text>", "why; for the audit")
    .option("-y, --yes", "do not ask")
    .action((ids: readonly string[], options: DiscardOptions, command: Command) =>
      run(command, (session) => dlqDiscard(session, [...new Set(ids)], options)),
    );
}

async function dlqDiscard(
  session: Session,
  ids: readonly string[],
  options: DiscardOptions,
): Promise<Outcome> {
  const possible = requireAgreement(session, options);
  if (!possible.ok) return possible;
  const api = await session.connect();
  if (!api.ok) return api;
  const agreed = await agree(
    session,
    options,
    `Discard ${counted(ids.length, "dead letter")} for good?`,
  );
  if (!agreed.ok) return agreed;

  const discarded: string[] = [];
  const missing: string[] = [];
  let failure: Failure | null = null;
  for (const id of ids) {
    const answer = await discardOne(api.value, id, options.note);
    if (!answer.ok) {
      failure = answer.error;
      break;
    }
    (answer.value === "discarded" ? discarded : missing).push(id);
  }
  await presentDiscarded(session, discarded, missing);
  if (failure === null) return missing.length === 0 ? ok(EXIT.ok) : missed(discarded, missing);
  const rest = ids.length - discarded.length - missing.length;
  return {
    ok: false,
    error: { ...failure, details: [...failure.details, `${counted(rest, "dead letter")} left.`] },
  };
}

async function discardOne(
  api: HttpClient,
  id: string,
  note: string | undefined,
): Promise<Result<"discarded" | "missing", Failure>> {
  const answer = await api.send({
    method: "DELETE",
    path: `/v1/dead-letters/${encodeURIComponent(id)}`,
    query: { note },
  });
  if (!answer.ok) return answer.error.kind === "not-found" ? ok("missing") : answer;
  await answer.value.body?.cancel();
  return ok("discarded");
}

async function presentDiscarded(
  session: Session,
  discarded: readonly string[],
  missing: readonly string[],
): Promise<void> {
  await session.present({
    document: { discarded, missing },
    terminal: () => [`Discarded ${counted(discarded.length, "dead letter")}.`],
    plain: () => [
      ...discarded.map((id) => [id, "discarded"]),
      ...missing.map((id) => [id, "missing"]),
    ],
  });
}

function missed(
  discarded: readonly string[],
  missing: readonly string[],
): Result<ExitStatus, Failure> {
  const what = `No such dead letter: ${missing.join(", ")}.`;
  if (discarded.length === 0) return fail("not-found", what, { next: "sluice dlq list" });
  return fail("partial", what, { details: ["The others are discarded."] });
}
