import type { Command } from "commander";
import { ok } from "../../shared/result.ts";
import { type Agreement, agree, requireAgreement } from "../agree.ts";
import { ReplayCount, StartedReplay } from "../api-schemas.ts";
import { parseCount, parseTexts } from "../argument-parsers.ts";
import { addFilterOptions } from "../dead-letter-filter.ts";
import { EXIT } from "../exit-status.ts";
import { fail } from "../failure.ts";
import { followReplay } from "../follow-replay.ts";
import { type HttpClient, postJson } from "../http-client.ts";
import { presentReplay, replayable } from "../present-replay.ts";
import { readSelection, type Selection, type SelectionOptions } from "../replay-selection.ts";
import type { Runner, Session } from "../session.ts";
import { counted } from "../words.ts";
import type { Outcome } from "../world.ts";

type ReplayOptions = SelectionOptions &
  Agreement & { readonly dryRun?: boolean; readonly rate?: number; readonly note?: string };

const MAX_RATE = 1_000;

export function addDlqReplay(parent: Command, run: Runner): void {
  const command = parent
    .command("replay")
    .summary("send dead letters through the pipeline again")
    .description(
      "Send dead letters through the pipeline again, with the version they have: one with a newer " +
        "write of its key is skipped. The replay goes on by itself; Ctrl-C stops watching it only. There is one replay at a time.",
    )
    .argument("[id...]", "ids, as `dlq list` prints them", parseTexts);
  addFilterOptions(command)
    .option("--all", "every dead letter")
    .option("--dry-run", "only count")
    .option("--rate <count>", "dead letters per second", parseCount(MAX_RATE))
    .option("-y, --yes", "do not ask")
    .option("--note <text>", "why; for the audit")
    .action((ids: readonly string[], options: ReplayOptions, self: Command) =>
      run(self, (session) => dlqReplay(session, [...new Set(ids)], options)),
    );
}

async function dlqReplay(
  session: Session,
  ids: readonly string[],
  options: ReplayOptions,
): Promise<Outcome> {
  const selection = readSelection(session, ids, options);
  if (!selection.ok) return selection;
  const possible =
    options.dryRun === true
      ? ok(null)
      : requireAgreement(session, options, "sluice dlq replay --dry-run");
  if (!possible.ok) return possible;
  const api = await session.connect();
  if (!api.ok) return api;

  const counted = await countReplay(api.value, selection.value);
  if (!counted.ok) return counted;
  if (ids.length > 0 && counted.value.matched === 0) {
    return fail("not-found", "None of these IDs is a dead letter that can be replayed.", {
      next: "sluice dlq list",
    });
  }
  if (options.dryRun === true || counted.value.matched === 0) {
    const dryRun = { ...counted.value, dryRun: options.dryRun === true };
    await presentReplay(session, { ...dryRun, id: null, state: "counted" });
    return missingIds(ids, counted.value);
  }
  const agreed = await agree(session, options, question(counted.value, options.rate));
  if (!agreed.ok) return agreed;
  const followed = await startAndFollow(session, api.value, selection.value, options);
  if (!followed.ok || followed.value !== EXIT.ok) return followed;
  return missingIds(ids, counted.value);
}

const countReplay = (api: HttpClient, selection: Selection) =>
  api.sendForJson(replayCall({ ...selection, dryRun: true }), ReplayCount);

async function startAndFollow(
  session: Session,
  api: HttpClient,
  selection: Selection,
  { rate, note }: ReplayOptions,
): Promise<Outcome> {
  const body = {
    ...selection,
    ...(rate === undefined ? {} : { ratePerSecond: rate }),
    ...(note === undefined ? {} : { note }),
  };
  const started = await api.sendForJson(replayCall(body), StartedReplay);
  if (!started.ok) return started;
  return followReplay(session, api, started.value.id);
}

const replayCall = (body: object) => postJson("/v1/dead-letters/replay", body);

function question(count: ReplayCount, rate: number | undefined): string {
  const pace = rate === undefined ? "" : ` at ${rate} per second`;
  const skipped = count.skipped === 0 ? "" : ` (${count.skipped} skipped: a newer write exists)`;
  return `Replay ${counted(replayable(count), "dead letter")}${pace}${skipped}?`;
}

/** IDs that name nothing are worth a status of their own: a script gave them one by one. */
function missingIds(ids: readonly string[], count: ReplayCount): Outcome {
  const missing = ids.length - count.matched;
  if (missing <= 0) return ok(EXIT.ok);
  return fail(
    "partial",
    `${missing} of ${counted(ids.length, "ID")} named no dead letter that can be replayed.`,
    {
      details: [
        "Letters that could not be read stay; others may be replayed or discarded already.",
      ],
      next: "sluice dlq list",
    },
  );
}
