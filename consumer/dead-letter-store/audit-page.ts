import type { AuditEntry, AuditPage, AuditQuery } from "../../shared/audit.ts";
import { coversAccess } from "../../shared/key-access.ts";
import type { AuditRow, AuditStore } from "./audit-store.ts";
import { toReplay } from "./replay-runner.ts";
import type { ReplayStore } from "./replay-store.ts";

type AuditPorts = { readonly audit: AuditStore; readonly replays: ReplayStore };

/** Rows that are read at a time. */
const CHUNK = 200;

/** The actions that the caller may see, newest first: those whose keys it may name, all of them. */
export function auditPage(ports: AuditPorts, query: AuditQuery): AuditPage {
  const found: AuditRow[] = [];
  let before = query.before === null ? null : Number(query.before);
  while (found.length <= query.limit) {
    const rows = ports.audit.rows(before, CHUNK);
    found.push(...rows.filter((row) => coversAccess(query.access, row.reach)));
    const last = rows.at(-1);
    if (last === undefined || rows.length < CHUNK) break;
    before = last.sequence;
  }
  const entries = found.slice(0, query.limit).map((row) => toEntry(ports.replays, row));
  const hasMore = found.length > entries.length;
  return { entries, cursor: hasMore ? (entries.at(-1)?.id ?? null) : null };
}

function toEntry(replays: ReplayStore, row: AuditRow): AuditEntry {
  const { action, tokenId, note, selection, startedAtMs } = row;
  const common = { id: String(row.sequence), tokenId, note, selection, startedAtMs };
  if (action === "discard") {
    const { matched, discarded, outcome } = row;
    return { ...common, action, matched, discarded, outcome, finishedAtMs: row.endedAtMs };
  }
  const task = row.replayId === null ? null : replays.get(row.replayId);
  // A replay is kept until a while after its end, and so longer than the rows that name it.
  if (task === null) throw new Error(`the replay of audit row ${row.sequence} is not in its store`);
  const { id, state, matched, skipped, enqueued, finishedAtMs } = toReplay(task);
  return {
    ...common,
    action,
    replay: id,
    matched,
    skipped,
    enqueued,
    outcome: state,
    finishedAtMs,
  };
}
