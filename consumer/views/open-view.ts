import type { ViewDefinition } from "../../shared/views/view-setting.ts";
import { afterChange } from "../../shared/views/writing.ts";
import { freshRebuild } from "./rebuild-view.ts";
import type { ViewPorts } from "./view-ports.ts";

/**
 * The definition of a view; null when there is none. A new or changed one reads everything from KV,
 * or, when only its document is another, draws that anew.
 */
export function openView(
  { store, views, now }: Pick<ViewPorts, "store" | "views" | "now">,
  name: string,
): ViewDefinition | null {
  const definition = views.find((view) => view.name === name) ?? null;
  if (definition === null) return null;
  const row = store.load();
  const madeBy = marksOf(definition);
  if (row.madeBy?.entries === madeBy.entries && row.madeBy.document === madeBy.document) {
    return definition;
  }
  const writing = afterChange(row.writing);
  store.transaction(() => {
    if (row.madeBy?.entries === madeBy.entries) {
      store.save({ ...row, madeBy, writing });
      return;
    }
    store.deleteEntries();
    const rebuild = freshRebuild(now());
    store.save({ ...row, name, madeBy, writing, rebuild, rebuiltAtMs: null });
  });
  return definition;
}

const marksOf = ({ namespace, prefix, key, sortBy, maxBytes, limit, order }: ViewDefinition) => ({
  entries: JSON.stringify({ namespace, prefix, key, sortBy, maxBytes }),
  document: JSON.stringify({ limit, order }),
});
