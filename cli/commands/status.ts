import type { Command } from "commander";
import { ok } from "../../shared/result.ts";
import { KeyStatus } from "../api-schemas.ts";
import { parseIntervalSeconds, parseKey, parseVersion } from "../argument-parsers.ts";
import { EXIT } from "../exit-status.ts";
import { fail } from "../failure.ts";
import type { HttpClient } from "../http-client.ts";
import { backlogHealth } from "../present-backlog.ts";
import { presentKeyStatus } from "../present-key-status.ts";
import { statusPresentation } from "../present-status.ts";
import { readStatus } from "../read-status.ts";
import type { Runner, Session } from "../session.ts";
import { watchStatus } from "../watch-status.ts";
import type { Outcome } from "../world.ts";

type StatusOptions = {
  readonly version?: string;
  readonly watch?: true;
  readonly interval?: number;
};

/** Each look asks every ledger shard a few times. */
const DEFAULT_INTERVAL_SECONDS = 10;

export function addStatus(parent: Command, run: Runner): void {
  parent
    .command("status")
    .summary("the backlog, or what became of a write")
    .description(
      "Without a key: what waits in the pipeline, what the last hour did and what today has used of " +
        "each quota. It is degraded (exit status 8) while dead letters wait for a decision, messages lie " +
        "in the platform's dead-letter queue, or writes are held by a breaker or a used-up quota. " +
        "With a key: its newest and its applied version.",
    )
    .argument("[key]", "key", parseKey)
    .option("--version <version>", "also the state of this version of the key", parseVersion)
    .option("--watch", "show the backlog again and again; with --json one document a line")
    .option(
      "--interval <duration>",
      `time between two looks of --watch (default: ${DEFAULT_INTERVAL_SECONDS}s)`,
      parseIntervalSeconds,
    )
    .action((key: string | undefined, options: StatusOptions, command: Command) =>
      run(command, (session) => status(session, key, options)),
    );
}

async function status(
  session: Session,
  key: string | undefined,
  { version, watch, interval }: StatusOptions,
): Promise<Outcome> {
  if (interval !== undefined && watch === undefined) {
    return fail("usage", "--interval needs --watch.", { next: "sluice status --watch" });
  }
  if (key !== undefined && watch !== undefined) {
    return fail("usage", "--watch is for the backlog, not for a key.", {
      next: "sluice status --watch",
    });
  }
  if (key !== undefined) return statusOfKey(session, key, version);
  if (version !== undefined) {
    return fail("usage", "--version needs the key that it is a version of.", {
      next: `sluice status KEY --version ${version}`,
    });
  }
  const api = await session.connect();
  if (!api.ok) return api;
  if (watch === undefined) return statusOfPipeline(session, api.value);
  return watchStatus(session, api.value, (interval ?? DEFAULT_INTERVAL_SECONDS) * 1_000);
}

async function statusOfPipeline(session: Session, api: HttpClient): Promise<Outcome> {
  const status = await readStatus(api);
  if (!status.ok) return status;
  const { backlog } = status.value;
  await session.present(statusPresentation(status.value));
  if (backlog.dead > 0 && session.world.stdout.isTerminal && !session.wantsJson) {
    await session.talk("Next: sluice dlq list");
  }
  return ok(backlogHealth(backlog).state === "ok" ? EXIT.ok : EXIT.degraded);
}

async function statusOfKey(
  session: Session,
  key: string,
  version: string | undefined,
): Promise<Outcome> {
  const api = await session.connect();
  if (!api.ok) return api;
  const namespace = encodeURIComponent(session.namespace);
  const found = await api.value.sendForJson(
    {
      method: "GET",
      path: `/v1/status/${namespace}/${encodeURIComponent(key)}`,
      query: { version },
    },
    KeyStatus,
  );
  if (!found.ok) return found;
  await presentKeyStatus(session, found.value);
  return ok(EXIT.ok);
}
