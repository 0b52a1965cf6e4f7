import * as z from "zod/mini";
import { allowsPrefix, type KeyAccess } from "../../shared/key-access.ts";
import type { ViewStatus } from "../../shared/views/view-rpc.ts";
import type { ViewDefinition } from "../../shared/views/view-setting.ts";
import { IsoTime } from "../http/iso-time.ts";
import { isoTime, jsonResponse } from "../http/json-response.ts";
import { type Problem, problem } from "../problems.ts";
import { reach } from "../reach.ts";
import { refusals } from "../refusals.ts";
import { defineRoute, type Exchange } from "../route.ts";

const LIST_PATH = "/v1/views";
const REBUILD_PATH = "/v1/views/:name/rebuild";

export const ViewAnswer = z.lazy(() =>
  z.object({
    name: z.string(),
    namespace: z.string(),
    prefix: z.string(),
    /** Where the document is. */
    key: z.string(),
    /** Keys whose values can be shown, in the document or below its end. */
    entries: z.int(),
    /** Values that are not shown, by reason. */
    skipped: z.object({ notJson: z.int(), noSortField: z.int(), tooLarge: z.int() }),
    /** Values that are still to be read from KV. */
    unread: z.int(),
    /** The last one that was sent. */
    document: z.object({ entries: z.int(), sizeBytes: z.int() }),
    /** When KV was last known to hold a new document; one on its way does not count. */
    lastWrittenAt: z.nullable(IsoTime),
    lastRebuiltAt: z.nullable(IsoTime),
    rebuilding: z.boolean(),
  }),
);
export type ViewAnswer = z.infer<typeof ViewAnswer>;

export const listViewsRoute = defineRoute({
  name: "listViews",
  method: "GET",
  path: LIST_PATH,
  access: "ops:read",
  summary: "The views, what is in them, and when they were written and rebuilt.",
  answers: {
    200: {
      description: "Every view.",
      schema: z.lazy(() => z.object({ views: z.array(ViewAnswer) })),
    },
    ...refusals(400, 422),
  },
  handle: listViews,
});

export const rebuildViewRoute = defineRoute({
  name: "rebuildView",
  method: "POST",
  path: REBUILD_PATH,
  access: "ops:write",
  summary: "Compare a view with KV and write its document anew.",
  answers: {
    202: { description: "Goes on by itself; one that is under way goes on.", schema: ViewAnswer },
    ...refusals(400, 404, 422),
  },
  handle: rebuildView,
});

async function listViews({
  services,
  caller,
}: Exchange<typeof LIST_PATH>): Promise<Response | Problem> {
  const visible = services.settings.VIEWS.filter((view) => isVisible(caller.access, view));
  const statuses = await reach(services, "a view", () =>
    Promise.all(
      visible.map(async (view) => [view, await services.views.status(view.name)] as const),
    ),
  );
  if (!statuses.ok) return statuses.error;
  return jsonResponse(200, {
    views: statuses.value.map(([view, status]) => viewAnswer(view, status)),
  });
}

async function rebuildView({
  services,
  caller,
  path,
}: Exchange<typeof REBUILD_PATH>): Promise<Response | Problem> {
  const view = services.settings.VIEWS.find(
    ({ name, ...rest }) => name === path.name && isVisible(caller.access, rest),
  );
  if (view === undefined) {
    return problem("view-unknown", "expected the name of a view in the setting VIEWS");
  }
  const status = await reach(services, "the view", () => services.views.rebuild(view.name));
  return status.ok ? jsonResponse(202, viewAnswer(view, status.value)) : status.error;
}

/** A view shows all keys of its prefix, so a token has to cover them all. */
const isVisible = (
  access: KeyAccess,
  { namespace, prefix }: Pick<ViewDefinition, "namespace" | "prefix">,
): boolean =>
  (access.namespaces === undefined || access.namespaces.includes(namespace)) &&
  allowsPrefix(access, prefix);

const viewAnswer = (view: ViewDefinition, status: ViewStatus): ViewAnswer => ({
  name: view.name,
  namespace: view.namespace,
  prefix: view.prefix,
  key: view.key,
  entries: status.entries,
  skipped: {
    notJson: status.leftOut["not-json"],
    noSortField: status.leftOut["no-sort-field"],
    tooLarge: status.leftOut["too-large"],
  },
  unread: status.wanted,
  document: status.document,
  lastWrittenAt: status.writtenAtMs === null ? null : isoTime(status.writtenAtMs),
  lastRebuiltAt: status.rebuiltAtMs === null ? null : isoTime(status.rebuiltAtMs),
  rebuilding: status.isRebuilding,
});
