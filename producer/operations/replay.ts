import * as z from "zod/mini";
import type { Replay } from "../../shared/dead-letter-store-rpc.ts";
import { IsoTime } from "../http/iso-time.ts";
import { readJsonBody } from "../http/json-body.ts";
import { isoTime, jsonResponse } from "../http/json-response.ts";
import { type Problem, problem } from "../problems.ts";
import { reach } from "../reach.ts";
import { refusals } from "../refusals.ts";
import { defineRoute, type Exchange } from "../route.ts";
import {
  namesOneSelection,
  ONE_SELECTION,
  selectionFields,
  selectionOf,
} from "./letter-selection.ts";
import { Note, NoteQuery, responsible } from "./note.ts";

const START_PATH = "/v1/dead-letters/replay";
const FOLLOW_PATH = "/v1/replays/:id";
const MAX_PER_SECOND = 1_000;
const MAX_BODY_BYTES = 131_072;

const Body = z.lazy(() =>
  z
    .strictObject({
      ...selectionFields(),
      /** Counts only. */
      dryRun: z.exactOptional(z.boolean()),
      ratePerSecond: z.exactOptional(z.int().check(z.minimum(1), z.maximum(MAX_PER_SECOND))),
      /** Why; for the audit. */
      note: z.exactOptional(Note),
    })
    .check(z.refine(namesOneSelection, ONE_SELECTION)),
);

export const REPLAY_STATES = ["running", "finished", "cancelling", "cancelled"] as const;
const counts = () => ({ matched: z.int(), skipped: z.int(), enqueued: z.int() });

export const ReplayAnswer = z.lazy(() =>
  z.object({
    id: z.string(),
    state: z.enum(REPLAY_STATES),
    ...counts(),
    ratePerSecond: z.int(),
    startedAt: IsoTime,
    finishedAt: z.exactOptional(IsoTime),
  }),
);
export type ReplayAnswer = z.infer<typeof ReplayAnswer>;

export const startReplayRoute = defineRoute({
  name: "startReplay",
  method: "POST",
  path: START_PATH,
  access: "ops:write",
  summary: "Send dead letters again, paced; a newer write of a key is never overwritten.",
  body: { kind: "json", schema: Body },
  answers: {
    200: {
      description: "What a replay would do (dry run).",
      schema: z.lazy(() => z.object(counts())),
    },
    202: { description: "A task that goes on by itself.", schema: ReplayAnswer },
    ...refusals(400, 409, 413, 422),
  },
  handle: startReplay,
});

export const followReplayRoute = defineRoute({
  name: "followReplay",
  method: "GET",
  path: FOLLOW_PATH,
  access: "ops:read",
  summary: "How far a replay is.",
  answers: {
    200: { description: "The replay.", schema: ReplayAnswer },
    ...refusals(400, 404, 422),
  },
  handle: followReplay,
});

export const cancelReplayRoute = defineRoute({
  name: "cancelReplay",
  method: "DELETE",
  path: FOLLOW_PATH,
  access: "ops:write",
  summary: "Stop a replay: what was sent stays sent, the rest stays a dead letter.",
  query: NoteQuery,
  answers: {
    200: {
      description: "How far it came; as it is, if it was over already.",
      schema: ReplayAnswer,
    },
    ...refusals(400, 404, 422),
  },
  handle: cancelReplay,
});

async function startReplay({
  services,
  request,
  caller,
}: Exchange<typeof START_PATH>): Promise<Response | Problem> {
  const body = await readJsonBody(request, Body, MAX_BODY_BYTES);
  if (!body.ok) return body.error;
  const { dryRun, ratePerSecond, note } = body.value;
  const replay = {
    selection: selectionOf(body.value),
    access: caller.access,
    ratePerSecond: ratePerSecond ?? services.settings.REPLAY_PER_SECOND,
  };
  if (dryRun === true) {
    const count = await reach(services, "the dead-letter store", () =>
      services.deadLetters.countReplay(replay),
    );
    if (!count.ok) return count.error;
    const { matched, skipped, enqueued } = count.value;
    return jsonResponse(200, { matched, skipped, enqueued });
  }
  const started = await reach(services, "the dead-letter store", () =>
    services.deadLetters.startReplay(replay, responsible(caller, note)),
  );
  if (!started.ok) return started.error;
  if (started.value.ok) return jsonResponse(202, replayAnswer(started.value.value));
  const { running } = started.value.error;
  const headers = { Location: `/v1/replays/${running}` };
  return problem("replay-busy", `${running} is running: follow it, or cancel it`, { headers });
}

async function followReplay({
  services,
  path,
}: Exchange<typeof FOLLOW_PATH>): Promise<Response | Problem> {
  const replay = await reach(services, "the dead-letter store", () =>
    services.deadLetters.replay(path.id),
  );
  if (!replay.ok) return replay.error;
  if (replay.value === null) return problem("replay-unknown", "no replay of this id");
  return jsonResponse(200, replayAnswer(replay.value));
}

async function cancelReplay({
  services,
  caller,
  path,
  query,
}: Exchange<typeof FOLLOW_PATH, typeof NoteQuery>): Promise<Response | Problem> {
  const who = responsible(caller, query.note);
  const cancelled = await reach(services, "the dead-letter store", () =>
    services.deadLetters.cancelReplay(path.id, caller.access, who),
  );
  if (!cancelled.ok) return cancelled.error;
  if (cancelled.value.ok) return jsonResponse(200, replayAnswer(cancelled.value.value));
  switch (cancelled.value.error.kind) {
    case "replay-unknown":
      return problem("replay-unknown", "no replay of this id");
    case "replay-forbidden":
      return problem("key-forbidden", "the token does not cover all keys that the replay may send");
  }
}

const replayAnswer = (replay: Replay): ReplayAnswer => ({
  id: replay.id,
  state: replay.state,
  matched: replay.matched,
  skipped: replay.skipped,
  enqueued: replay.enqueued,
  ratePerSecond: replay.ratePerSecond,
  startedAt: isoTime(replay.startedAtMs),
  ...(replay.finishedAtMs === null ? {} : { finishedAt: isoTime(replay.finishedAtMs) }),
});
