import type { ViewRpc } from "../../shared/views/view-rpc.ts";
import type { ConsumerEnv } from "../bindings.ts";

/** The object of each view, by a fresh stub for each call. */
export const viewBinding = (objects: ConsumerEnv["VIEW_DESKS"]): ViewRpc => ({
  tell: (view, news) => objects.getByName(view).tell(view, news),
  rebuild: (view) => objects.getByName(view).rebuild(view),
  status: (view) => objects.getByName(view).status(view),
});
