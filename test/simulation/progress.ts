import { faultsInjected, type Summary } from "./summary.ts";

const BAR_WIDTH = 20;
const EVERY_MS = 250;

/** One line on a terminal's standard error; nothing elsewhere. */
export class Progress {
  readonly #total: number | null;
  #shownMs = 0;

  constructor(total: number | null) {
    this.#total = total;
  }

  show(summary: Summary, tookMs: number): void {
    if (!process.stderr.isTTY || tookMs - this.#shownMs < EVERY_MS) return;
    this.#shownMs = tookMs;
    const perSecond = Math.round((summary.seeds / tookMs) * 1_000);
    const hours = Math.round(summary.virtualMs / 3_600_000);
    process.stderr.write(
      `\r${this.#bar(summary.seeds)} ${summary.seeds} seeds, ${perSecond}/s, ` +
        `${hours} virtual h, ${faultsInjected(summary)} faults`,
    );
  }

  end(): void {
    if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  }

  #bar(done: number): string {
    if (this.#total === null) return "";
    const filled = Math.min(BAR_WIDTH, Math.floor((done / this.#total) * BAR_WIDTH));
    return `[${"=".repeat(filled)}${" ".repeat(BAR_WIDTH - filled)}]`;
  }
}
