import type { Backlog, QueueBacklog } from "./api-schemas.ts";
import { formatAge, formatDuration } from "./duration.ts";
import { printable } from "./escape-control.ts";
import type { View } from "./session.ts";
import { tableLines } from "./table.ts";
import { wrapWords } from "./text-width.ts";
import { counted, formatBytes, formatCount } from "./words.ts";

export type Health = {
  readonly state: "ok" | "degraded";
  /** Why it is degraded, one phrase each. */
  readonly reasons: readonly string[];
};

/** Degraded: something waits for a person, or for more than its turn. */
export function backlogHealth(backlog: Backlog): Health {
  const { dead, held, queues } = backlog;
  const crashed = queues.deadLetters.messages;
  const broken = held.byReason.breaker ?? 0;
  const overQuota = held.byReason.quota ?? 0;
  const reasons = [
    ...(dead > 0 ? [`${counted(dead, "dead letter")} to replay or discard`] : []),
    ...(crashed > 0 ? [`${counted(crashed, "message")} in the dead-letter queue`] : []),
    ...(broken > 0 ? [`${counted(broken, "write")} held by an open breaker`] : []),
    ...(overQuota > 0 ? [`${counted(overQuota, "write")} held until the quota resets`] : []),
  ];
  return { state: reasons.length === 0 ? "ok" : "degraded", reasons };
}

/** What waits, for people. */
export function backlogLines(backlog: Backlog, health: Health, view: View): readonly string[] {
  const { held, oldestAgeMs } = backlog;
  const heldFor = Object.entries(held.byReason)
    .filter(([, count]) => count > 0)
    .map(([reason, count]) => `${printable(reason)} ${formatCount(count)}`)
    .join(", ");
  const rows = [
    [
      "Pending",
      formatCount(backlog.pending),
      oldestAgeMs === null ? "" : `oldest ${formatDuration(oldestAgeMs)}`,
    ],
    ["  held", formatCount(held.total), heldFor],
    ["Dead", formatCount(backlog.dead), ""],
  ];
  const [, ...counts] = tableLines(
    [{ header: "" }, { header: "", align: "right" }, { header: "", canShrink: true }],
    rows,
    view,
  );
  return [...headline(backlog, health, view), "", ...counts, "", ...queueLines(backlog, view)];
}

function headline(backlog: Backlog, health: Health, view: View): readonly string[] {
  if (health.state === "degraded") {
    const text = `Degraded: ${health.reasons.join("; ")}.`;
    return wrapWords(text, view.columns).map(view.style.bad);
  }
  const text =
    backlog.pending === 0
      ? "Quiet: every write that was seen is settled."
      : `Working: ${counted(backlog.pending, "write")} on the way.`;
  return [view.style.good(text)];
}

const queuesOf = ({ queues }: Backlog): readonly (readonly [string, QueueBacklog])[] => [
  ["writes", queues.writes],
  ["immediate", queues.immediate],
  ["dead letters", queues.deadLetters],
];

const queueLines = (backlog: Backlog, view: View): readonly string[] =>
  tableLines(
    [
      { header: "QUEUE" },
      { header: "MESSAGES", align: "right" },
      { header: "SIZE", align: "right" },
      { header: "OLDEST", canShrink: true },
    ],
    queuesOf(backlog).map(([name, queue]) => [
      name,
      formatCount(queue.messages),
      formatBytes(queue.bytes),
      queue.oldestAt === undefined ? "-" : formatAge(queue.oldestAt, view.nowMs),
    ]),
    view,
  );

/** The same for programs. */
export const backlogRows = (backlog: Backlog, health: Health): readonly (readonly string[])[] => [
  ["state", health.state],
  ...health.reasons.map((reason) => ["reason", reason]),
  ["pending", String(backlog.pending)],
  ["held", String(backlog.held.total)],
  ...Object.entries(backlog.held.byReason).map(([reason, count]) => [
    `held.${reason}`,
    String(count),
  ]),
  ["dead", String(backlog.dead)],
  ["oldestAgeMs", backlog.oldestAgeMs === null ? "" : String(backlog.oldestAgeMs)],
  ...queuesOf(backlog).map(([name, queue]) => [
    `queue.${name}`,
    String(queue.messages),
    String(queue.bytes),
    queue.oldestAt ?? "",
  ]),
];
