import type { Command } from "commander";
import { ok } from "../../shared/result.ts";
import { Backlog, KeyStatus } from "../api-schemas.ts";
import { parseKey, parseVersion } from "../argument-parsers.ts";
import { EXIT } from "../exit-status.ts";
import { fail } from "../failure.ts";
import { backlogHealth, presentBacklog } from "../present-backlog.ts";
import { presentKeyStatus } from "../present-key-status.ts";
import type { Runner, Session } from "../session.ts";
import type { Outcome } from "../world.ts";

type StatusOptions = { readonly version?: string };

export function addStatus(parent: Command, run: Runner): void {
  parent
    .command("status")
    .summary("the backlog, or what became of a write")
    .description(
      "Without a key: what waits in the pipeline. It is degraded (exit status 8) while dead " +
        "letters wait for a decision, or writes are held by a breaker or a used-up quota. " +
        "With a key: its newest and its applied version.",
    )
    .argument("[key]", "key", parseKey)
    .option("--version <version>", "also the state of this version of the key", parseVersion)
    .action((key: string | undefined, options: StatusOptions, command: Command) =>
      run(command, (session) => status(session, key, options.version)),
    );
}

async function status(
  session: Session,
  key: string | undefined,
  version: string | undefined,
): Promise<Outcome> {
  if (key !== undefined) return statusOfKey(session, key, version);
  if (version === undefined) return statusOfPipeline(session);
  return fail("usage", "--version needs the key that it is a version of.", {
    next: `sluice status KEY --version ${version}`,
  });
}

async function statusOfPipeline(session: Session): Promise<Outcome> {
  const api = await session.connect();
  if (!api.ok) return api;
  const backlog = await api.value.sendForJson({ method: "GET", path: "/v1/backlog" }, Backlog);
  if (!backlog.ok) return backlog;
  await presentBacklog(session, backlog.value);
  return ok(backlogHealth(backlog.value).state === "ok" ? EXIT.ok : EXIT.degraded);
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
