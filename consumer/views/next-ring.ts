import type { ViewDefinition } from "../../shared/views/view-setting.ts";
import { drawAtMs } from "../../shared/views/writing.ts";
import type { ViewStore } from "./view-store.ts";

/** When the alarm of a view has to ring; null when nothing is due. */
export function nextRingMs(store: ViewStore, { intervalMs }: ViewDefinition): number | null {
  const { writing, rebuild } = store.load();
  const times = [
    store.earliestEndMs(),
    store.earliestWantedMs(),
    rebuild === null ? null : 0,
    writing.sent?.askAtMs ?? null,
    isReady(store) ? drawAtMs(writing, intervalMs) : null,
  ].filter((timeMs) => timeMs !== null);
  return times.length === 0 ? null : Math.min(...times);
}

/** A view that knows only some of its keys yet keeps what readers find. */
export function isReady(store: ViewStore): boolean {
  return store.load().rebuiltAtMs !== null;
}
