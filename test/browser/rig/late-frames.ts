import type { Page } from "playwright-core";

const DELAY_MS = 300;

/** Scripts wait for the next frame with one of these two; whoever waits longer means a time of his own. */
const DELAY = `(() => {
  const { requestAnimationFrame, setTimeout } = window;
  window.requestAnimationFrame = (draw) =>
    requestAnimationFrame(() => setTimeout(() => draw(performance.now()), ${DELAY_MS}));
  window.setTimeout = (call, delayMs, ...values) =>
    setTimeout(call, delayMs > 0 && delayMs <= 50 ? delayMs + ${DELAY_MS} : delayMs, ...values);
})()`;

/** From the next document on the page's frames come late, as on a machine that is busy. */
export const makeFramesLate = (page: Page): Promise<unknown> => page.addInitScript(DELAY);
