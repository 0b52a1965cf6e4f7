import type { Command } from "commander";
import { ok } from "../../shared/result.ts";
import { NamespaceState } from "../api-schemas.ts";
import { parseNamespace } from "../argument-parsers.ts";
import { EXIT } from "../exit-status.ts";
import { fail } from "../failure.ts";
import type { Call } from "../http-client.ts";
import type { Runner, Session } from "../session.ts";
import type { Outcome } from "../world.ts";

type PauseOptions = { readonly reason?: string };

export function addPause(parent: Command, run: Runner): void {
  parent
    .command("pause")
    .summary("stop writing to a namespace")
    .description(
      "Stop writing to a namespace of KV until `sluice resume`. New writes are accepted and wait. " +
        "A write that is under way may still end.",
    )
    .argument("[namespace]", "namespace (default: the one of --namespace)", parseNamespace)
    .option("--reason <text>", "for whoever looks at the pause later")
    .action((namespace: string | undefined, options: PauseOptions, command: Command) =>
      run(command, (session) => stop(session, "pause", namespace, options.reason)),
    );
}

export function addResume(parent: Command, run: Runner): void {
  parent
    .command("resume")
    .summary("let a paused namespace go on")
    .description("Let a paused namespace go on: what waits is written, paced.")
    .argument("[namespace]", "namespace (default: the one of --namespace)", parseNamespace)
    .action((namespace: string | undefined, _options: object, command: Command) =>
      run(command, (session) => stop(session, "resume", namespace, undefined)),
    );
}

async function stop(
  session: Session,
  action: "pause" | "resume",
  argument: string | undefined,
  reason: string | undefined,
): Promise<Outcome> {
  if (argument !== undefined && (session.givenNamespace ?? argument) !== argument) {
    return fail("usage", "The argument and --namespace name different namespaces.", {
      next: `sluice ${action} ${argument}`,
    });
  }
  const api = await session.connect();
  if (!api.ok) return api;
  const namespace = argument ?? session.namespace;
  const request: Call = {
    method: "POST",
    path: `/v1/namespaces/${encodeURIComponent(namespace)}/${action}`,
    ...(reason === undefined ? {} : { body: new TextEncoder().encode(JSON.stringify({ reason })) }),
  };
  const state = await api.value.sendForJson(request, NamespaceState);
  if (!state.ok) return state;
  await present(session, state.value);
  return ok(EXIT.ok);
}

const present = (session: Session, state: NamespaceState): Promise<void> =>
  session.present({
    document: state,
    terminal: () => [sentence(state)],
    plain: () => [[state.name, state.pause === null ? "running" : "paused"]],
  });

function sentence({ name, pause, breaker, confirmed }: NamespaceState): string {
  const rest = confirmed ? "" : " Some shards have not confirmed yet; they are told again.";
  if (pause !== null) return `${name} is paused since ${pause.since}.${rest}`;
  const open = breaker === null ? "" : ` Its breaker is open until ${breaker.until}.`;
  return `${name} is not paused.${open}${rest}`;
}
