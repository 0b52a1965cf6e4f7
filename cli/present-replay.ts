import type { ReplayCount } from "./api-schemas.ts";
import type { Session } from "./session.ts";
import { counted, formatCount } from "./words.ts";

export type ReplayReport = ReplayCount & {
  /** Null as long as none was started. */
  readonly id: string | null;
  readonly state: "counted" | "running" | "finished" | "cancelling" | "cancelled";
};

/** Letters that go back into the pipeline; the rest of the matched ones have a newer write. */
export const replayable = (count: ReplayCount): number =>
  Math.max(0, count.matched - count.skipped);

/** The counts of a replay: before it, or when it has finished. */
export async function presentReplay(session: Session, report: ReplayReport): Promise<void> {
  const { id, state, matched, skipped } = report;
  const enqueued = state === "counted" ? replayable(report) : report.enqueued;
  await session.present({
    document: { id, state, matched, skipped, enqueued },
    terminal: () => [headline(state, matched, enqueued), ...skippedLine(state, skipped)],
    plain: () => [
      ["id", id ?? ""],
      ["state", state],
      ["matched", String(matched)],
      ["skipped", String(skipped)],
      ["enqueued", String(enqueued)],
    ],
  });
}

function headline(state: ReplayReport["state"], matched: number, enqueued: number): string {
  if (matched === 0) return "No dead letter matches.";
  const share = `${formatCount(enqueued)} of ${counted(matched, "dead letter")}`;
  switch (state) {
    case "counted":
      return `A replay would send ${share}; nothing was sent.`;
    case "cancelling":
      return `Replayed ${share} so far; the queue has yet to confirm some.`;
    case "cancelled":
      return `Replayed ${share}, then cancelled.`;
    case "running":
      return `Replayed ${share} so far.`;
    case "finished":
      return `Replayed ${share}.`;
  }
}

function skippedLine(state: ReplayReport["state"], skipped: number): readonly string[] {
  if (skipped === 0) return [];
  const verb = state === "counted" ? "would be skipped" : "skipped";
  return [`${formatCount(skipped)} ${verb}: a newer write of the key exists.`];
}
