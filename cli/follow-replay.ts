import { ok } from "../shared/result.ts";
import { Replay } from "./api-schemas.ts";
import { EXIT } from "./exit-status.ts";
import { type Failure, fail, isAbsent } from "./failure.ts";
import type { HttpClient } from "./http-client.ts";
import { pollTask } from "./poll-task.ts";
import { presentReplay } from "./present-replay.ts";
import { openProgress } from "./progress-bar.ts";
import type { Session } from "./session.ts";
import { shellQuote } from "./words.ts";
import type { Outcome } from "./world.ts";

/** Watches a replay until it has finished. Ctrl-C detaches: the replay itself goes on. */
export async function followReplay(
  session: Session,
  api: HttpClient,
  id: string,
): Promise<Outcome> {
  const progress = openProgress(session, "Replaying");
  const path = `/v1/replays/${encodeURIComponent(id)}`;
  const last = await pollTask(session, api, path, Replay, (replay) =>
    progress.show(replay.enqueued + replay.skipped, replay.matched),
  );
  await progress.clear();
  if (!last.ok) return withHint(last.error, id);
  await presentReplay(session, last.value);
  const { enqueued, skipped, matched, state } = last.value;
  const left = matched - enqueued - skipped;
  if (left <= 0) return ok(EXIT.ok);
  const end = state === "cancelled" ? "was cancelled" : "finished";
  return fail("partial", `The replay ${end}, but ${left} of ${matched} were not replayed.`, {
    details: ["They are still dead letters."],
    next: "sluice dlq list",
  });
}

function withHint(failure: Failure, id: string): Outcome {
  if (isAbsent(failure)) return { ok: false, error: failure };
  return {
    ok: false,
    error: {
      ...failure,
      what: failure.kind === "interrupted" ? "Detached from the replay." : failure.what,
      details: [
        ...withoutRisk(failure),
        "The replay goes on by itself.",
        `To cancel it: sluice dlq cancel ${shellQuote(id)}`,
      ],
      next: `sluice dlq follow ${shellQuote(id)}`,
    },
  };
}

/** What an interrupted request says of itself is not true of one that only watched. */
const withoutRisk = (failure: Failure): readonly string[] =>
  failure.kind === "interrupted" ? [] : failure.details;
