/** `cancelling`: nothing more is begun, but the queue has yet to confirm what it may have. */
export type ReplayState = "running" | "finished" | "cancelling" | "cancelled";
