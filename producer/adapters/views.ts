import type { ViewRpc } from "../../shared/views/view-rpc.ts";
import type { Views } from "../ports.ts";

/** The objects of the views, opened anew for each call: a broken stub stays broken. */
export function viewObjects(namespace: DurableObjectNamespace): Views {
  // The class lives in another Worker, so its type cannot come with the binding.
  const open = (view: string): ViewRpc => namespace.getByName(view) as unknown as ViewRpc;
  return {
    status: (view) => open(view).status(view),
    rebuild: (view) => open(view).rebuild(view),
  };
}
