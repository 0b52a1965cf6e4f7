import type { Life } from "../../test/simulation/life.ts";
import type { Isolate } from "../platform/isolates.ts";
import type { VirtualKv } from "../platform/virtual-kv.ts";

/** KV as an invocation sees it that may die at any call. */
export const mortalKv = (kv: VirtualKv, life: Life): Pick<Isolate["kv"], "put"> => ({
  put: (key, value) => life.call(() => kv.put(key, value)),
});
