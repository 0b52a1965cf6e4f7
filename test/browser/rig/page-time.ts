import type { Page } from "playwright-core";

/** The clock of a page, and what the page asks the API for by it. */
export type PageTime = {
  /** Stops the clock at the present: time passes for the page by `pass` alone. */
  readonly stop: () => Promise<void>;
  /** No request takes any time of the page's: each second begins with none under way. */
  readonly pass: (seconds: number) => Promise<void>;
  /** When the API was asked for this path and those below it, in milliseconds of the page's clock. */
  readonly askedAtMs: (path: string) => Promise<readonly number[]>;
};

/** The clock can only be set to a later time, so it is put back by more than it runs until it is stopped. */
const BACK_MS = 30_000;

/** Noted where they are made: what the browser tells the test of them may come later. */
const NOTE_ASKS = `(() => {
  const { fetch } = window;
  window.asks = { made: [], underWay: new Set() };
  window.fetch = (path, init) => {
    asks.made.push({ path: String(path), atMs: Date.now() });
    const answer = fetch(path, init);
    const whole = answer.then((response) => response.clone().arrayBuffer());
    asks.underWay.add(whole);
    const isOver = () => asks.underWay.delete(whole);
    whole.then(isOver, isOver);
    return answer;
  };
})()`;

const UNTIL_ANSWERED = "Promise.allSettled(asks.underWay)";

/** For a page that nobody has signed in at: it goes by this clock from now on. */
export async function takeTime(page: Page): Promise<PageTime> {
  await page.clock.install({ time: Date.now() - BACK_MS });
  await page.evaluate(NOTE_ASKS);
  return {
    stop: async () => {
      await page.clock.pauseAt(Date.now());
      await page.evaluate(UNTIL_ANSWERED);
    },
    pass: async (seconds) => {
      for (let second = 0; second < seconds; second++) {
        await page.clock.runFor(1_000);
        await page.evaluate(UNTIL_ANSWERED);
      }
    },
    askedAtMs: (path) =>
      page.evaluate<number[]>(
        `asks.made.filter(({ path }) => path.startsWith("${path}")).map(({ atMs }) => atMs)`,
      ),
  };
}
