import * as z from "zod";
import type { LetterSelection, Replay } from "../../shared/dead-letter-store-rpc.ts";
import { refusals } from "../answers.ts";
import { checkBody, readJsonBody } from "../http/json-body.ts";
import { isoTime, jsonResponse } from "../http/json-response.ts";
import { type Problem, problem } from "../problems.ts";
import { reach } from "../reach.ts";
import { defineRoute, type Exchange } from "../route.ts";
import { letterFilter, letterFilterFields } from "./letter-filter.ts";

const START_PATH = "/v1/dead-letters/replay";
const FOLLOW_PATH = "/v1/replays/:id";
const MAX_IDS = 1_000;
const MAX_PER_SECOND = 1_000;
const MAX_BODY_BYTES = 131_072;
const NoQuery = z.strictObject({});

const Body = z
  .strictObject({
    ids: z.exactOptional(z.array(z.string().min(1).max(200)).min(1).max(MAX_IDS)),
    filter: z.exactOptional(z.strictObject(letterFilterFields)),
    all: z.exactOptional(z.literal(true)),
    /** Counts only. */
    dryRun: z.exactOptional(z.boolean()),
    ratePerSecond: z.exactOptional(z.int().min(1).max(MAX_PER_SECOND)),
  })
  .refine(
    ({ ids, filter, all }) => [ids, filter, all].filter((part) => part !== undefined).length === 1,
    "expected exactly one of ids, filter and all",
  );
type Body = z.infer<typeof Body>;

const counts = { matched: z.int(), skipped: z.int(), enqueued: z.int() };

export const ReplayAnswer = z.object({
  id: z.string(),
  state: z.enum(["running", "finished"]),
  ...counts,
  ratePerSecond: z.int(),
  startedAt: z.iso.datetime(),
  finishedAt: z.exactOptional(z.iso.datetime()),
});
export type ReplayAnswer = z.infer<typeof ReplayAnswer>;

export const startReplayRoute = defineRoute({
  name: "startReplay",
  method: "POST",
  path: START_PATH,
  access: "ops:write",
  summary: "Send dead letters again, paced; a newer write of a key is never overwritten.",
  query: NoQuery,
  body: { kind: "json", schema: Body },
  answers: {
    200: { description: "What a replay would do (dry run).", schema: z.object(counts) },
    202: { description: "A task that goes on by itself.", schema: ReplayAnswer },
    ...refusals(400, 413, 422),
  },
  handle: startReplay,
});

export const followReplayRoute = defineRoute({
  name: "followReplay",
  method: "GET",
  path: FOLLOW_PATH,
  access: "ops:read",
  summary: "How far a replay is.",
  query: NoQuery,
  answers: {
    200: { description: "The replay.", schema: ReplayAnswer },
    ...refusals(400, 404, 422),
  },
  handle: followReplay,
});

async function startReplay({
  services,
  request,
  caller,
}: Exchange<typeof START_PATH, typeof NoQuery>): Promise<Response | Problem> {
  const given = await readJsonBody(request, MAX_BODY_BYTES);
  if (!given.ok) return given.error;
  const body = checkBody(Body, given.value);
  if (!body.ok) return body.error;
  const { dryRun, ratePerSecond } = body.value;
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
    services.deadLetters.startReplay(replay),
  );
  return started.ok ? jsonResponse(202, replayAnswer(started.value)) : started.error;
}

async function followReplay({
  services,
  path,
}: Exchange<typeof FOLLOW_PATH, typeof NoQuery>): Promise<Response | Problem> {
  const replay = await reach(services, "the dead-letter store", () =>
    services.deadLetters.replay(path.id),
  );
  if (!replay.ok) return replay.error;
  if (replay.value === null) return problem("replay-unknown", "no replay of this id");
  return jsonResponse(200, replayAnswer(replay.value));
}

const selectionOf = ({ ids, filter }: Body): LetterSelection =>
  ids === undefined
    ? { kind: "filter", filter: letterFilter(filter ?? {}) }
    : { kind: "ids", ids: [...new Set(ids)] };

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
