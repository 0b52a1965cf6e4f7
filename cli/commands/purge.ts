import type { Command } from "commander";
import { ok } from "../../shared/result.ts";
import { isTag, TAG_EXPECTED } from "../../shared/tags.ts";
import { type Agreement, agree, requireAgreement } from "../agree.ts";
import { PurgeCount, StartedPurge } from "../api-schemas.ts";
import { parseCount } from "../argument-parsers.ts";
import { EXIT } from "../exit-status.ts";
import { fail } from "../failure.ts";
import { followPurge, presentPurge } from "../follow-purge.ts";
import type { HttpClient } from "../http-client.ts";
import type { Runner, Session } from "../session.ts";
import { counted } from "../words.ts";
import type { Outcome } from "../world.ts";

type PurgeOptions = Agreement & {
  readonly dryRun?: boolean;
  readonly rate?: number;
};

const MAX_RATE = 1_000;

export function addPurge(parent: Command, run: Runner): void {
  parent
    .command("purge")
    .summary("delete every key that carries a tag")
    .description(
      "Delete every key that carries a tag, in all namespaces or in the one named. What is written " +
        "after it stays. The purge goes on by itself; Ctrl-C stops watching it only.",
    )
    .argument("<tag>", "tag, as it was given to the writes")
    .option("--dry-run", "only count")
    .option("--rate <count>", "deletions per second", parseCount(MAX_RATE))
    .option("-y, --yes", "do not ask")
    .action((tag: string, options: PurgeOptions, command: Command) =>
      run(command, (session) => purge(session, tag, options)),
    );
}

async function purge(session: Session, tag: string, options: PurgeOptions): Promise<Outcome> {
  if (!isTag(tag)) return fail("usage", `The tag cannot be one: ${TAG_EXPECTED}.`);
  const possible =
    options.dryRun === true
      ? ok(null)
      : requireAgreement(session, options, "sluice purge TAG --dry-run");
  if (!possible.ok) return possible;
  const api = await session.connect();
  if (!api.ok) return api;
  const { givenNamespace } = session;
  const scope = givenNamespace === undefined ? {} : { namespace: givenNamespace };
  const count = await countKeys(api.value, tag, scope);
  if (!count.ok) return count;
  const { matched } = count.value;
  if (options.dryRun === true || matched === 0) {
    const none = { id: null, state: "counted", skipped: 0, enqueued: 0 } as const;
    await presentPurge(session, { ...none, tag, matched });
    return ok(EXIT.ok);
  }
  const pace = options.rate === undefined ? "" : ` at ${options.rate} per second`;
  const agreed = await agree(session, options, `Delete ${counted(matched, "key")}${pace}?`);
  if (!agreed.ok) return agreed;
  const rate = options.rate === undefined ? {} : { ratePerSecond: options.rate };
  const started = await api.value.sendForJson(purgeCall(tag, { ...scope, ...rate }), StartedPurge);
  return started.ok ? followPurge(session, api.value, started.value.id) : started;
}

const countKeys = (api: HttpClient, tag: string, scope: object) =>
  api.sendForJson(purgeCall(tag, { ...scope, dryRun: true }), PurgeCount);

const purgeCall = (tag: string, body: object) => ({
  method: "POST" as const,
  path: `/v1/tags/${encodeURIComponent(tag)}/purge`,
  headers: { "Content-Type": "application/json" },
  body: new TextEncoder().encode(JSON.stringify(body)),
});
