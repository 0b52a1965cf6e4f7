import type { Command } from "commander";
import { MAX_INTENTS } from "../../shared/limits.ts";
import { ok, type Result } from "../../shared/result.ts";
import { type Agreement, agree, requireAgreement } from "../agree.ts";
import { SentReceipts } from "../api-schemas.ts";
import { EXIT } from "../exit-status.ts";
import { type Failure, fail } from "../failure.ts";
import { type HttpClient, postJson } from "../http-client.ts";
import { type BadLine, type ImportedIntent, parseExported } from "../parse-exported.ts";
import { openProgress } from "../progress-bar.ts";
import { readInput } from "../read-input.ts";
import type { Runner, Session } from "../session.ts";
import { counted } from "../words.ts";
import type { Outcome } from "../world.ts";

type ImportOptions = Agreement & { readonly skipBad?: boolean };

/** Of one request, in characters: the producer takes 8 MiB. */
const MAX_BATCH_LENGTH = 2_000_000;
const MAX_SHOWN = 20;

export function addDlqImport(parent: Command, run: Runner): void {
  parent
    .command("import")
    .summary("write exported dead letters anew")
    .description(
      "Write what `dlq export` printed anew: each line becomes a write with a new version, so it " +
        "overwrites what the key holds by now, also newer values. `dlq replay` keeps the versions " +
        "and never does that. The letters in the store stay as they are.",
    )
    .argument("<file>", "lines of `dlq export`; -: read from stdin")
    .option("--skip-bad", "send the other lines when some are bad")
    .option("-y, --yes", "do not ask")
    .action((file: string, options: ImportOptions, command: Command) =>
      run(command, (session) => dlqImport(session, file, options)),
    );
}

async function dlqImport(session: Session, file: string, options: ImportOptions): Promise<Outcome> {
  const possible = requireAgreement(session, options);
  if (!possible.ok) return possible;
  const text = await readInput(session.world, file);
  if (!text.ok) return text;
  const { intents, bad } = parseExported(text.value, session.world.now());
  if (bad.length > 0 && options.skipBad !== true) return refuseBad(bad);
  const api = await session.connect();
  if (!api.ok) return api;
  const question = `Write ${counted(intents.length, "key")} anew, over what they hold now?`;
  const agreed = intents.length === 0 ? ok(null) : await agree(session, options, question);
  if (!agreed.ok) return agreed;
  const sent = await sendAll(session, api.value, intents);
  await session.present({
    document: { accepted: sent.accepted, unconfirmed: sent.unconfirmed, bad },
    terminal: () => [`Accepted ${counted(sent.accepted, "write")}.`],
    plain: () => [
      ["accepted", String(sent.accepted)],
      ["unconfirmed", String(sent.unconfirmed)],
      ["bad", String(bad.length)],
    ],
  });
  return outcomeOf(sent, bad, intents.length);
}

type Sent = {
  readonly accepted: number;
  readonly unconfirmed: number;
  readonly failure: Failure | null;
};

/** In order, and no further than the first request that fails. */
async function sendAll(
  session: Session,
  api: HttpClient,
  intents: readonly ImportedIntent[],
): Promise<Sent> {
  const progress = openProgress(session, "Writing");
  let [accepted, unconfirmed] = [0, 0];
  for (const batch of batchesOf(intents)) {
    const answer = await api.sendForJson(
      postJson("/v1/intents", { intents: batch.map(({ body }) => body) }),
      SentReceipts,
    );
    if (!answer.ok) {
      await progress.clear();
      return { accepted, unconfirmed, failure: answer.error };
    }
    const confirmed = answer.value.receipts.filter(({ status }) => status === "accepted").length;
    accepted += confirmed;
    unconfirmed += batch.length - confirmed;
    await progress.show(accepted + unconfirmed, intents.length);
  }
  await progress.clear();
  return { accepted, unconfirmed, failure: null };
}

function batchesOf(intents: readonly ImportedIntent[]): readonly (readonly ImportedIntent[])[] {
  const batches: ImportedIntent[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const intent of intents) {
    const own = JSON.stringify(intent.body).length;
    const last = batches.at(-1);
    const isFull = last === undefined || last.length === MAX_INTENTS;
    if (isFull || length + own > MAX_BATCH_LENGTH) {
      batches.push([intent]);
      length = own;
    } else {
      last.push(intent);
      length += own;
    }
  }
  return batches;
}

const linesOf = (bad: readonly BadLine[]): readonly string[] => [
  ...bad.slice(0, MAX_SHOWN).map(({ line, problem }) => `line ${line}: ${problem}`),
  ...(bad.length > MAX_SHOWN ? [`and ${counted(bad.length - MAX_SHOWN, "more line")}`] : []),
];

const refuseBad = (bad: readonly BadLine[]): Result<never, Failure> =>
  fail("usage", `${counted(bad.length, "line")} cannot be imported; nothing was sent.`, {
    details: linesOf(bad),
    next: "correct them, or send the others with --skip-bad",
  });

function outcomeOf(sent: Sent, bad: readonly BadLine[], total: number): Outcome {
  if (sent.failure !== null) {
    const left = total - sent.accepted - sent.unconfirmed;
    const details = [
      ...sent.failure.details,
      `${counted(left, "write")} not sent or not confirmed.`,
    ];
    return { ok: false, error: { ...sent.failure, details } };
  }
  if (sent.unconfirmed > 0) {
    return fail("partial", `${counted(sent.unconfirmed, "write")} not confirmed by the queue.`, {
      next: "import the file again: it writes the others once more, too",
    });
  }
  if (bad.length === 0) return ok(EXIT.ok);
  return fail("partial", `${counted(bad.length, "line")} left out.`, { details: linesOf(bad) });
}
