import type { Page } from "playwright-core";

export type PageWatch = {
  /** What the test brings about on purpose: answers that the browser reports as errors. */
  readonly expectFailures: (pattern: RegExp) => void;
  /** Everything else that must not happen. */
  readonly complaints: () => readonly string[];
};

/** In every document, before its own script. */
const TELL_VIOLATIONS = `addEventListener("securitypolicyviolation", (event) => {
  reportViolation(event.effectiveDirective + " of " + event.blockedURI);
});`;

/**
 * Notes violations of the content security policy, errors and warnings in the console, exceptions,
 * requests to any other origin, and native dialogs, which only injected script opens.
 */
export async function watchPage(page: Page, origin: string): Promise<PageWatch> {
  const seen: string[] = [];
  const expected: RegExp[] = [];
  const note = (words: string) => void seen.push(words);
  page.on("console", (message) => {
    if (!["error", "warning"].includes(message.type())) return;
    note(`console ${message.type()}: ${message.text()} at ${message.location().url}`);
  });
  page.on("pageerror", (error) => note(`exception: ${String(error)}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && url.protocol !== "data:") note(`foreign request: ${url.href}`);
  });
  page.on("dialog", (dialog) => {
    note(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.exposeFunction("reportViolation", (words: string) => note(`CSP violation: ${words}`));
  await page.addInitScript(TELL_VIOLATIONS);
  return {
    expectFailures: (pattern) => void expected.push(pattern),
    complaints: () => seen.filter((words) => !expected.some((pattern) => pattern.test(words))),
  };
}
