import type { Command } from "commander";
import { ok, type Result } from "../../shared/result.ts";
import { Diagnostics, ProducerHealth } from "../diagnostics-schemas.ts";
import {
  type Check,
  checkClock,
  checkHealth,
  checkReach,
  checkToken,
  checkUnavailable,
  checkVersions,
  type Timed,
} from "../doctor-checks.ts";
import { EXIT } from "../exit-status.ts";
import type { Failure } from "../failure.ts";
import type { HttpClient } from "../http-client.ts";
import { presentDoctor, verdictOf } from "../present-doctor.ts";
import type { Runner, Session } from "../session.ts";
import type { Outcome } from "../world.ts";

export function addDoctor(parent: Command, run: Runner): void {
  parent
    .command("doctor")
    .summary("try everything for real, and say what to do")
    .description(
      "Looks whether the producer can be reached, takes the token and agrees about the time, then " +
        "has it try each of its bindings and send a write the whole way, in every namespace or the " +
        "one of --namespace. It writes and deletes one reserved key. Takes the scope ops:write; exit " +
        "status 8 when a check fails.",
    )
    .action((_options: object, command: Command) => run(command, doctor));
}

async function doctor(session: Session): Promise<Outcome> {
  const api = await session.connect();
  if (!api.ok) return api;
  const here = await lookFromHere(session, api.value);
  if (!here.ok) return here;
  if (session.world.stderr.isTerminal && !session.wantsJson) {
    await session.talk("The producer tries its bindings; this takes some seconds.");
  }
  const there = await lookFromThere(session, api.value);
  if (!there.ok) return there;
  const { date, timed } = here.value;
  const clock = date === null ? there.value.clock : checkClock(date, timed);
  const checks = [...here.value.checks, clock, ...there.value.checks];
  await presentDoctor(session, checks);
  return ok(verdictOf(checks) === "ok" ? EXIT.ok : EXIT.degraded);
}

type Here = {
  readonly checks: readonly Check[];
  readonly date: string | null;
  readonly timed: Timed;
};

async function lookFromHere({ world }: Session, api: HttpClient): Promise<Result<Here, Failure>> {
  const sentAtMs = world.now();
  const answer = await api.exchange({ method: "GET", path: "/healthz" });
  if (!answer.ok) return answer;
  const timed = { sentAtMs, receivedAtMs: world.now() };
  const { status, headers } = answer.value;
  const body: unknown = await answer.value.json().catch(() => null);
  const health = ProducerHealth.safeParse(body);
  const checks = [checkReach(status, timed), checkHealth(health.success ? health.data : null)];
  return ok({ checks, date: headers.get("Date"), timed });
}

type There = { readonly checks: readonly Check[]; readonly clock: Check };

async function lookFromThere(
  { world, givenNamespace }: Session,
  api: HttpClient,
): Promise<Result<There, Failure>> {
  const sentAtMs = world.now();
  const timed = { sentAtMs, receivedAtMs: sentAtMs };
  const answer = await api.sendForJson(
    { method: "GET", path: "/v1/diagnostics", query: { namespace: givenNamespace } },
    Diagnostics,
  );
  if (answer.ok) {
    const { startedAt, tests } = answer.value;
    const versions = checkVersions(world.version, answer.value);
    return ok({ checks: [checkToken(), versions, ...tests], clock: checkClock(startedAt, timed) });
  }
  if (answer.error.kind !== "unavailable") return answer;
  return ok({ checks: [checkUnavailable(answer.error)], clock: checkClock(null, timed) });
}
