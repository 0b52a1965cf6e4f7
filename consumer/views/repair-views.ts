import type { Report } from "../../shared/events.ts";
import type { ViewRpc } from "../../shared/views/view-rpc.ts";
import type { ViewDefinition } from "../../shared/views/view-setting.ts";

/** The scheduled job: every view that is to be repaired daily begins to compare itself with KV. */
export async function repairViews(
  views: readonly ViewDefinition[],
  ask: ViewRpc,
  report: Report,
): Promise<void> {
  for (const { name, repair } of views) {
    if (repair === "never") continue;
    try {
      await ask.rebuild(name);
    } catch (error) {
      // One that is out of reach keeps neither the others nor the sweep from happening.
      report({ kind: "view-delayed", view: name, task: "list", detail: String(error) });
    }
  }
}
