import type {
  AuditRow,
  AuditStore,
  NewAuditRow,
} from "../../consumer/dead-letter-store/audit-store.ts";
import type { DiscardState } from "../../shared/audit.ts";

/** The audit rows of a test or a simulation. Rows are replaced, never changed. */
export class MemoryAuditStore implements AuditStore {
  readonly #rows = new Map<number, AuditRow>();
  #sequence = 0;

  add(row: NewAuditRow): number {
    this.#sequence += 1;
    this.#rows.set(this.#sequence, { ...row, sequence: this.#sequence });
    return this.#sequence;
  }

  countDiscarded(sequence: number, letters: number): void {
    this.#change(sequence, (row) => ({ discarded: row.discarded + letters }));
  }

  finish(sequence: number, outcome: DiscardState, nowMs: number): void {
    this.#change(sequence, () => ({ outcome, endedAtMs: nowMs }));
  }

  interrupt(nowMs: number): void {
    for (const { sequence, action, outcome } of [...this.#rows.values()]) {
      if (action === "discard" && outcome === "running") {
        this.finish(sequence, "interrupted", nowMs);
      }
    }
  }

  rows(beforeSequence: number | null, limit: number): readonly AuditRow[] {
    return [...this.#rows.values()]
      .filter((row) => beforeSequence === null || row.sequence < beforeSequence)
      .reverse()
      .slice(0, limit);
  }

  startOf(replayId: string): AuditRow | null {
    const isStart = (row: AuditRow) => row.action === "replay" && row.replayId === replayId;
    return [...this.#rows.values()].find(isStart) ?? null;
  }

  collect(beforeMs: number): void {
    for (const { sequence, startedAtMs } of [...this.#rows.values()]) {
      if (startedAtMs < beforeMs) this.#rows.delete(sequence);
    }
  }

  #change(sequence: number, part: (row: AuditRow) => Partial<AuditRow>): void {
    const row = this.#rows.get(sequence);
    if (row !== undefined) this.#rows.set(sequence, { ...row, ...part(row) });
  }
}
