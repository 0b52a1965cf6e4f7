import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect } from "vitest";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const THEMES = ["light", "dark"] as const;

type Violation = {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string }[];
};

/** Before the page is loaded: its content security policy lets no script in later. */
export const prepareAxe = (page: Page): Promise<unknown> => page.addInitScript(AXE);

/** Every rule of axe-core, in the light and in the dark theme. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await page.evaluate<{ violations: readonly Violation[] }>("axe.run()");
    const words = violations.map(
      ({ id, help, nodes }) => `${id}: ${help}\n${nodes.map(({ html }) => html).join("\n")}`,
    );
    expect(words, `${state}, ${colorScheme}`).toEqual([]);
  }
}

/** How far to the right anything reaches; an open dialog lies above the page, with overflow of its own. */
const REACH = `Math.max(
  document.scrollingElement.scrollWidth,
  ...[...document.querySelectorAll("dialog[open]")].map(
    (dialog) => dialog.getBoundingClientRect().right + dialog.scrollWidth - dialog.clientWidth,
  ),
)`;

/** No content is wider than the window: WCAG 2.2, 1.4.10. */
export async function expectNoSidewaysScroll(page: Page, state: string): Promise<void> {
  const reachPx = await page.evaluate<number>(REACH);
  expect(reachPx, state).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
}
