import * as z from "zod/mini";
import type { AuditEntry, AuditSelection } from "../../shared/audit.ts";
import type { LetterFilter } from "../../shared/letter-selection.ts";
import { IsoTime } from "../http/iso-time.ts";
import { isoTime, jsonResponse } from "../http/json-response.ts";
import { wholeNumber } from "../http/query.ts";
import { type Problem, problem } from "../problems.ts";
import { reach } from "../reach.ts";
import { refusals } from "../refusals.ts";
import { defineRoute, type Exchange } from "../route.ts";
import { letterFilterFields } from "./letter-filter.ts";
import { REPLAY_STATES } from "./replay.ts";

const PATH = "/v1/audit";
const MAX_ENTRIES = 1_000;
const DEFAULT_ENTRIES = 100;
const CURSOR = /^\d{1,15}$/;

const Query = z.lazy(() =>
  z.strictObject({
    limit: z.exactOptional(wholeNumber(1, MAX_ENTRIES)),
    cursor: z.exactOptional(z.string()),
  }),
);

const common = () => ({
  id: z.string(),
  /** Of whoever did it. */
  tokenId: z.string(),
  note: z.exactOptional(z.string()),
  /** What was meant: how many ids, or the filter; an empty filter means all. */
  selection: z.union([
    z.object({ ids: z.int() }),
    z.object({ filter: z.object(letterFilterFields()) }),
  ]),
  matched: z.int(),
  startedAt: IsoTime,
  finishedAt: z.exactOptional(IsoTime),
});

export const AuditAnswer = z.lazy(() =>
  z.union([
    z.object({
      action: z.enum(["replay", "cancel"]),
      ...common(),
      replay: z.string(),
      skipped: z.int(),
      enqueued: z.int(),
      outcome: z.enum(REPLAY_STATES),
    }),
    z.object({
      action: z.literal("discard"),
      ...common(),
      discarded: z.int(),
      outcome: z.enum(["running", "finished", "interrupted"]),
    }),
  ]),
);
export type AuditAnswer = z.infer<typeof AuditAnswer>;

export const auditRoute = defineRoute({
  name: "listAudit",
  method: "GET",
  path: PATH,
  access: "ops:read",
  summary: "Who replayed, cancelled and discarded what, and why.",
  query: Query,
  answers: {
    200: {
      description: "A page, newest first.",
      schema: z.lazy(() =>
        z.object({ entries: z.array(AuditAnswer), cursor: z.exactOptional(z.string()) }),
      ),
    },
    ...refusals(400, 422),
  },
  handle: listAudit,
});

async function listAudit({
  services,
  caller,
  query,
}: Exchange<typeof PATH, typeof Query>): Promise<Response | Problem> {
  const { limit = DEFAULT_ENTRIES, cursor: before = null } = query;
  if (before !== null && !CURSOR.test(before)) {
    const detail = "expected the cursor of an earlier page, unchanged; leave it out to start anew";
    return problem("malformed-cursor", detail, { errors: [{ parameter: "cursor", detail }] });
  }
  const page = await reach(services, "the dead-letter store", () =>
    services.deadLetters.audit({ access: caller.access, limit, before }),
  );
  if (!page.ok) return page.error;
  const { entries, cursor } = page.value;
  return jsonResponse(200, {
    entries: entries.map(auditAnswer),
    ...(cursor === null ? {} : { cursor }),
  });
}

function auditAnswer(entry: AuditEntry): AuditAnswer {
  const { id, tokenId, note, matched, startedAtMs, finishedAtMs } = entry;
  const described = {
    id,
    tokenId,
    ...(note === null ? {} : { note }),
    selection: selectionAnswer(entry.selection),
    matched,
  };
  const times = {
    startedAt: isoTime(startedAtMs),
    ...(finishedAtMs === null ? {} : { finishedAt: isoTime(finishedAtMs) }),
  };
  if (entry.action === "discard") {
    const { action, discarded, outcome } = entry;
    return { action, ...described, discarded, outcome, ...times };
  }
  const { action, replay, skipped, enqueued, outcome } = entry;
  return { action, ...described, replay, skipped, enqueued, outcome, ...times };
}

const selectionAnswer = (selection: AuditSelection): AuditAnswer["selection"] =>
  selection.kind === "ids" ? { ids: selection.ids } : { filter: filterAnswer(selection.filter) };

const filterAnswer = ({ sinceMs, untilMs, ...filter }: LetterFilter) => ({
  ...filter,
  ...(sinceMs === undefined ? {} : { since: isoTime(sinceMs) }),
  ...(untilMs === undefined ? {} : { until: isoTime(untilMs) }),
});
