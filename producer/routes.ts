import { deleteValueRoute } from "./accept/delete-value.ts";
import { postIntentsRoute } from "./accept/post-intents.ts";
import { putValueRoute } from "./accept/put-value.ts";
import { attentionRoute } from "./operations/attention.ts";
import { auditRoute } from "./operations/audit.ts";
import { backlogRoute } from "./operations/backlog.ts";
import {
  discardDeadLetterRoute,
  getDeadLetterRoute,
  listDeadLettersRoute,
} from "./operations/dead-letters.ts";
import { diagnosticsRoute } from "./operations/diagnostics.ts";
import { discardDeadLettersRoute } from "./operations/discard.ts";
import { healthRoute } from "./operations/health.ts";
import { summarizeDeadLettersRoute } from "./operations/letter-summary.ts";
import { metricsRoute } from "./operations/metrics.ts";
import {
  listNamespacesRoute,
  pauseNamespaceRoute,
  resumeNamespaceRoute,
} from "./operations/namespaces.ts";
import { prometheusRoute } from "./operations/prometheus.ts";
import { cancelReplayRoute, followReplayRoute, startReplayRoute } from "./operations/replay.ts";
import { statusRoute } from "./operations/status.ts";
import { tokenRoute } from "./operations/token.ts";
import { usageRoute } from "./operations/usage.ts";
import { listViewsRoute, rebuildViewRoute } from "./operations/views.ts";
import { getValueRoute } from "./read/get-value.ts";
import { listKeysRoute } from "./read/list-keys.ts";
import { bulkDeleteOldRoute, bulkDeleteRoute } from "./rest/bulk-delete.ts";
import { bulkGetRoute } from "./rest/bulk-get.ts";
import { bulkWriteRoute } from "./rest/bulk-write.ts";
import { deleteRestValueRoute } from "./rest/delete-rest-value.ts";
import { getRestMetadataRoute } from "./rest/get-rest-metadata.ts";
import { getRestValueRoute } from "./rest/get-rest-value.ts";
import { listRestKeysRoute } from "./rest/list-rest-keys.ts";
import { putRestValueRoute } from "./rest/put-rest-value.ts";
import type { Route } from "./route.ts";
import { followPurgeRoute, purgeTagRoute } from "./tags/purge-tag.ts";

const table = [
  putValueRoute,
  deleteValueRoute,
  postIntentsRoute,
  getValueRoute,
  listKeysRoute,
  statusRoute,
  backlogRoute,
  metricsRoute,
  usageRoute,
  attentionRoute,
  tokenRoute,
  prometheusRoute,
  listDeadLettersRoute,
  summarizeDeadLettersRoute,
  startReplayRoute,
  discardDeadLettersRoute,
  getDeadLetterRoute,
  discardDeadLetterRoute,
  followReplayRoute,
  cancelReplayRoute,
  auditRoute,
  listViewsRoute,
  rebuildViewRoute,
  purgeTagRoute,
  followPurgeRoute,
  diagnosticsRoute,
  listNamespacesRoute,
  pauseNamespaceRoute,
  resumeNamespaceRoute,
  putRestValueRoute,
  deleteRestValueRoute,
  getRestValueRoute,
  getRestMetadataRoute,
  listRestKeysRoute,
  bulkWriteRoute,
  bulkDeleteRoute,
  bulkDeleteOldRoute,
  bulkGetRoute,
  healthRoute,
] as const;

/** Every route there is. The app, the tests of scopes and the API document go through this list. */
export const routes: readonly Route[] = table;

/** The same with the type of each, for typed clients. */
export type RouteTable = typeof table;
