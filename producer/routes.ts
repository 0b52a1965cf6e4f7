import { deleteValueRoute } from "./accept/delete-value.ts";
import { postIntentsRoute } from "./accept/post-intents.ts";
import { putValueRoute } from "./accept/put-value.ts";
import { backlogRoute } from "./operations/backlog.ts";
import {
  discardDeadLetterRoute,
  getDeadLetterRoute,
  listDeadLettersRoute,
} from "./operations/dead-letters.ts";
import { healthRoute } from "./operations/health.ts";
import { followReplayRoute, startReplayRoute } from "./operations/replay.ts";
import { statusRoute } from "./operations/status.ts";
import { listViewsRoute, rebuildViewRoute } from "./operations/views.ts";
import { getValueRoute } from "./read/get-value.ts";
import { listKeysRoute } from "./read/list-keys.ts";
import type { Route } from "./route.ts";

const table = [
  putValueRoute,
  deleteValueRoute,
  postIntentsRoute,
  getValueRoute,
  listKeysRoute,
  statusRoute,
  backlogRoute,
  listDeadLettersRoute,
  startReplayRoute,
  getDeadLetterRoute,
  discardDeadLetterRoute,
  followReplayRoute,
  listViewsRoute,
  rebuildViewRoute,
  healthRoute,
] as const;

/** Every route there is. The app, the tests of scopes and the API document go through this list. */
export const routes: readonly Route[] = table;

/** The same with the type of each, for typed clients. */
export type RouteTable = typeof table;
