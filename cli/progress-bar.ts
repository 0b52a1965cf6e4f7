import { formatCount } from "./words.ts";
import type { World } from "./world.ts";

const MAX_BAR_WIDTH = 30;

/** One line on stderr that is written over; silent where stderr is no terminal. */
export function progressBar(world: World, label: string) {
  const { isTerminal, columns, write } = world.stderr;
  return {
    show: async (done: number, total: number): Promise<void> => {
      if (isTerminal) await write(`\r\u001b[2K${barLine(label, done, total, columns)}`);
    },
    clear: async (): Promise<void> => {
      if (isTerminal) await write("\r\u001b[2K");
    },
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
