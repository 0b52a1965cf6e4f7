import { ok } from "../shared/result.ts";
import { Purge } from "./api-schemas.ts";
import { EXIT } from "./exit-status.ts";
import { fail, isAbsent } from "./failure.ts";
import type { HttpClient } from "./http-client.ts";
import { pollTask } from "./poll-task.ts";
import { openProgress } from "./progress-bar.ts";
import type { Session } from "./session.ts";
import { counted, formatCount } from "./words.ts";
import type { Outcome } from "./world.ts";

type PurgeReport = Omit<Purge, "id" | "state"> & {
  /** Null as long as none was started. */
  readonly id: string | null;
  readonly state: "counted" | "running" | "finished";
};

/** Watches a purge until it has finished. Ctrl-C detaches: the purge itself goes on. */
export async function followPurge(session: Session, api: HttpClient, id: string): Promise<Outcome> {
  const progress = openProgress(session, "Purging");
  const path = `/v1/purges/${encodeURIComponent(id)}`;
  const last = await pollTask(session, api, path, Purge, (purge) =>
    progress.show(purge.enqueued + purge.skipped, purge.matched),
  );
  await progress.clear();
  if (last.ok) {
    await presentPurge(session, last.value);
    return ok(EXIT.ok);
  }
  if (isAbsent(last.error)) return last;
  const isDetached = last.error.kind === "interrupted";
  const what = isDetached ? "Detached from the purge." : last.error.what;
  const details = ["The purge goes on by itself."];
  return fail(last.error.kind, what, {
    details: isDetached ? details : [...last.error.details, ...details],
  });
}

/** The counts of a purge: before it, or when it has finished. */
export async function presentPurge(session: Session, report: PurgeReport): Promise<void> {
  const { id, tag, state, matched, skipped, enqueued } = report;
  await session.present({
    document: { id, tag, state, matched, skipped, enqueued },
    terminal: () => [headline(report), ...skippedLine(skipped)],
    plain: () => [
      ["id", id ?? ""],
      ["tag", tag],
      ["state", state],
      ["matched", String(matched)],
      ["skipped", String(skipped)],
      ["enqueued", String(enqueued)],
    ],
  });
}

function headline({ state, matched, enqueued }: PurgeReport): string {
  if (matched === 0) return "No key carries the tag.";
  if (state === "counted")
    return `A purge would delete ${counted(matched, "key")}; nothing was sent.`;
  return `Sent deletions of ${formatCount(enqueued)} of ${counted(matched, "key")}.`;
}

const skippedLine = (skipped: number): readonly string[] =>
  skipped === 0
    ? []
    : [`${formatCount(skipped)} skipped: written again or without the tag meanwhile.`];
