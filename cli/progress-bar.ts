import type { Session } from "./session.ts";
import { formatCount } from "./words.ts";
import type { World } from "./world.ts";

const MAX_BAR_WIDTH = 30;

export type Progress = {
  readonly show: (done: number, total: number) => Promise<void>;
  readonly clear: () => Promise<void>;
};

/** On a terminal a bar on stderr, elsewhere a plain line per tenth; neither beside `--json`. */
export function openProgress(session: Session, label: string): Progress {
  if (session.world.stderr.isTerminal) return progressBar(session.world, label);
  return session.wantsJson ? SILENT : progressLines(session, label);
}

const SILENT: Progress = { show: async () => undefined, clear: async () => undefined };

/** One line that is written over. */
function progressBar({ stderr }: World, label: string): Progress {
  return {
    show: (done, total) =>
      stderr.write(`\r\u001b[2K${barLine(label, done, total, stderr.columns)}`),
    clear: () => stderr.write("\r\u001b[2K"),
  };
}

function progressLines(session: Session, label: string): Progress {
  let lastTenth = -1;
  return {
    show: async (done, total) => {
      const tenth = total === 0 ? 10 : Math.floor((done / total) * 10);
      if (tenth <= lastTenth) return;
      lastTenth = tenth;
      await session.talk(`${label}: ${formatCount(done)} of ${formatCount(total)}`);
    },
    clear: async () => undefined,
  };
}

function barLine(label: string, done: number, total: number, columns: number): string {
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const counts = `${formatCount(done)} of ${formatCount(total)}`;
  // One column stays free: a full line would wrap and could not be written over.
  const width = Math.min(MAX_BAR_WIDTH, columns - label.length - counts.length - 3);
  if (width < 5) return counts.slice(0, Math.max(0, columns - 1));
  const filled = Math.round(share * width);
  return `${label} ${"█".repeat(filled)}${"░".repeat(width - filled)} ${counts}`;
}
