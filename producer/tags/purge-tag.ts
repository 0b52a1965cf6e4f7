import * as z from "zod/mini";
import type { KeyAccess } from "../../shared/key-access.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import { isTag, TAG_EXPECTED, Tag } from "../../shared/tags.ts";
import { namespaceProblem } from "../guard.ts";
import { IsoTime } from "../http/iso-time.ts";
import { readJsonBody } from "../http/json-body.ts";
import { isoTime, jsonResponse } from "../http/json-response.ts";
import { type Problem, problem } from "../problems.ts";
import { reach } from "../reach.ts";
import { refusals } from "../refusals.ts";
import { defineRoute, type Exchange } from "../route.ts";
import { countPurge, findPurge, type Purge, startPurge } from "./purge-ledger.ts";

const START_PATH = "/v1/tags/:tag/purge";
const FOLLOW_PATH = "/v1/purges/:id";
const MAX_PER_SECOND = 1_000;
const MAX_BODY_BYTES = 4_096;

const Body = z.lazy(() =>
  z.strictObject({
    /** Only keys of this one; default: every namespace that the token covers. */
    namespace: z.exactOptional(z.string()),
    /** Counts only. */
    dryRun: z.exactOptional(z.boolean()),
    ratePerSecond: z.exactOptional(z.int().check(z.minimum(1), z.maximum(MAX_PER_SECOND))),
  }),
);

const PurgeCount = z.lazy(() => z.object({ tag: Tag, matched: z.int() }));

export const PurgeAnswer = z.lazy(() =>
  z.object({
    id: z.string(),
    tag: Tag,
    state: z.enum(["running", "finished"]),
    matched: z.int(),
    skipped: z.int(),
    enqueued: z.int(),
    startedAt: IsoTime,
    finishedAt: z.exactOptional(IsoTime),
  }),
);
type PurgeAnswer = z.infer<typeof PurgeAnswer>;

export const purgeTagRoute = defineRoute({
  name: "purgeTag",
  method: "POST",
  path: START_PATH,
  access: "write",
  summary: "Delete every key that carries a tag, paced; what is written after it stays.",
  body: { kind: "json", schema: Body, mayBeAbsent: true },
  answers: {
    200: { description: "How many keys carry the tag (dry run).", schema: PurgeCount },
    202: { description: "A task that goes on by itself.", schema: PurgeAnswer },
    ...refusals(400, 404, 413, 422),
  },
  handle: purgeTag,
});

export const followPurgeRoute = defineRoute({
  name: "followPurge",
  method: "GET",
  path: FOLLOW_PATH,
  access: "write",
  summary: "How far a purge is.",
  answers: { 200: { description: "The purge.", schema: PurgeAnswer }, ...refusals(400, 404, 422) },
  handle: followPurge,
});

type StartExchange = Exchange<typeof START_PATH>;

async function purgeTag(exchange: StartExchange): Promise<Response | Problem> {
  const { services, request, path } = exchange;
  const { tag } = path;
  if (!isTag(tag)) return tagProblem();
  const body = await readJsonBody(request, Body, MAX_BODY_BYTES, {});
  if (!body.ok) return body.error;
  const { namespace, dryRun, ratePerSecond } = body.value;
  const access = accessIn(exchange, namespace);
  if (!access.ok) return access.error;
  if (dryRun === true) {
    const count = { tag, access: access.value };
    const matched = await reach(services, "the ledger", () => countPurge(services, count));
    return matched.ok ? jsonResponse(200, { tag, matched: matched.value }) : matched.error;
  }
  const purge = {
    tag,
    access: access.value,
    ratePerSecond: ratePerSecond ?? services.settings.PURGE_PER_SECOND,
  };
  const started = await reach(services, "the ledger", () => startPurge(services, purge));
  return started.ok ? jsonResponse(202, purgeAnswer(started.value)) : started.error;
}

async function followPurge({
  services,
  path,
}: Exchange<typeof FOLLOW_PATH>): Promise<Response | Problem> {
  const purge = await reach(services, "the ledger", () => findPurge(services, path.id));
  if (!purge.ok) return purge.error;
  if (purge.value === null) return problem("purge-unknown", "no purge of this id");
  return jsonResponse(200, purgeAnswer(purge.value));
}

/** What the caller may name, or the part of it in one namespace. */
function accessIn(
  { caller, services }: StartExchange,
  namespace: string | undefined,
): Result<KeyAccess, Problem> {
  if (namespace === undefined) return ok(caller.access);
  const refusal = namespaceProblem(namespace, caller.access, services);
  if (refusal === null) return ok({ ...caller.access, namespaces: [namespace] });
  return err({ ...refusal, errors: [{ pointer: "/namespace", detail: refusal.detail }] });
}

function tagProblem(): Problem {
  const errors = [{ parameter: "tag", detail: TAG_EXPECTED }];
  return problem("invalid-request", `the tag: ${TAG_EXPECTED}`, { errors });
}

const purgeAnswer = (purge: Purge): PurgeAnswer => ({
  id: purge.id,
  tag: purge.tag,
  state: purge.finishedAtMs === null ? "running" : "finished",
  matched: purge.matched,
  skipped: purge.skipped,
  enqueued: purge.enqueued,
  startedAt: isoTime(purge.startedAtMs),
  ...(purge.finishedAtMs === null ? {} : { finishedAt: isoTime(purge.finishedAtMs) }),
});
