import { ok, type Result } from "../shared/result.ts";
import { Replay } from "./api-schemas.ts";
import { EXIT } from "./exit-status.ts";
import { type Failure, fail } from "./failure.ts";
import type { HttpClient } from "./http-client.ts";
import { presentReplay } from "./present-replay.ts";
import { openProgress } from "./progress-bar.ts";
import type { Session } from "./session.ts";
import { shellQuote } from "./words.ts";
import type { Outcome } from "./world.ts";

const POLL_EVERY_MS = 500;
/** A replay needs nobody to watch it, so a short outage is no reason to stop watching. */
const MAX_LOST_POLLS = 10;

/** Watches a replay until it has finished. Ctrl-C detaches: the replay itself goes on. */
export async function followReplay(
  session: Session,
  api: HttpClient,
  id: string,
): Promise<Outcome> {
  const progress = openProgress(session, "Replaying");
  const last = await pollUntilFinished(session, api, id, (replay) =>
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

async function pollUntilFinished(
  session: Session,
  api: HttpClient,
  id: string,
  onProgress: (replay: Replay) => Promise<void>,
): Promise<Result<Replay, Failure>> {
  const { world } = session;
  let lost = 0;
  while (true) {
    const replay = await api.sendForJson(
      { method: "GET", path: `/v1/replays/${encodeURIComponent(id)}` },
      Replay,
    );
    if (replay.ok) {
      lost = 0;
      await onProgress(replay.value);
      const { state } = replay.value;
      if (state === "finished" || state === "cancelled") return replay;
    } else {
      const isOutage = replay.error.kind === "unreachable" || replay.error.kind === "unavailable";
      lost += 1;
      if (!isOutage || lost > MAX_LOST_POLLS) return replay;
    }
    await world.wait(POLL_EVERY_MS, world.interruption);
    if (world.interruption.aborted) return fail("interrupted", "Detached.");
  }
}

function withHint(failure: Failure, id: string): Outcome {
  if (failure.kind === "not-found") return { ok: false, error: failure };
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
