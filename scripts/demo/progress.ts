const TITLE_WIDTH = 28;
const BAR_LENGTH = 16;
/** For terminals that do not say, or say 0. */
const DEFAULT_COLUMNS = 80;
const PLAIN_STEPS = 4;

export type Progress = {
  /** Begins a phase of so many steps. */
  begin(title: string, steps: number): void;
  advance(steps: number): void;
  /** So many steps are done, with a word on what is waited for. */
  reach(steps: number, note: string): void;
  end(): void;
};

/** A bar that redraws its line on a terminal, a few plain lines elsewhere. */
export function createProgress(stream: NodeJS.WriteStream): Progress {
  let title = "";
  let total = 1;
  let done = 0;
  let note = "";
  let plainMarks = 0;

  const draw = (): void => {
    if (!stream.isTTY) return;
    const filled = Math.round((Math.min(done, total) / total) * BAR_LENGTH);
    const bar = "█".repeat(filled) + "░".repeat(BAR_LENGTH - filled);
    const text = `${title.padEnd(TITLE_WIDTH)} ${bar} ${note === "" ? `${done}/${total}` : note}`;
    stream.write(`\r\x1b[2K${text.slice(0, (stream.columns || DEFAULT_COLUMNS) - 1)}`);
  };
  const plain = (): void => {
    const marks = Math.floor((done / total) * PLAIN_STEPS);
    if (stream.isTTY || marks <= plainMarks || marks === PLAIN_STEPS) return;
    plainMarks = marks;
    stream.write(`  ${title}: ${done} of ${total}\n`);
  };

  return {
    begin: (nextTitle, steps) => {
      title = nextTitle;
      total = Math.max(steps, 1);
      [done, note, plainMarks] = [0, "", 0];
      if (!stream.isTTY) stream.write(`${title} …\n`);
      draw();
    },
    advance: (steps) => {
      done += steps;
      draw();
      plain();
    },
    reach: (steps, text) => {
      [done, note] = [Math.max(steps, 0), text];
      draw();
    },
    end: () => {
      [done, note] = [total, ""];
      draw();
      if (stream.isTTY) stream.write("\n");
    },
  };
}
