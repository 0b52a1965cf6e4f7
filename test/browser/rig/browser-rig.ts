import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { expect } from "vitest";
import { CHROMIUM_HELP, findChromium } from "../../../scripts/find-chromium.ts";
import { type RunningSluice, runSluice } from "../../support/run-sluice.ts";
import { sluiceUser } from "../../support/sluice-user.ts";
import { OPERATORS, operatorTokens } from "./operators.ts";
import { type OpsPage, opsPage } from "./ops-page.ts";
import { type PageWatch, watchPage } from "./watch-page.ts";

export type BrowserRig = {
  readonly sluice: RunningSluice;
  /** Speaks to the API beside the page, as the first operator. */
  readonly user: ReturnType<typeof sluiceUser>;
  /** A request to the API as the first operator; the status of its answer has to be this. */
  readonly ask: <T>(path: string, init?: RequestInit, status?: number) => Promise<T>;
  /** A tab in a session of its own at `/ops`, nobody signed in. */
  readonly open: (options?: BrowserContextOptions, path?: string) => Promise<OpsPage>;
};

export type RunningRig = BrowserRig & {
  /** After each test: closes the tabs, and fails when one of them has something to complain of. */
  readonly closeTabs: () => Promise<void>;
  readonly close: () => Promise<void>;
};

type Tab = { readonly page: Page; readonly watch: PageWatch };

/** Twice as long as the page takes until it asks again for what changes rarely. */
const PATIENCE_MS = 30_000;

/** Both Workers over strict KV, and a browser that looks at the page they serve. */
export async function startBrowserRig(): Promise<RunningRig> {
  const [running, browser] = await Promise.all([
    // A test in its second try writes what the first one has written.
    runSluice({ tokens: operatorTokens(), vars: { SKIP_UNCHANGED: "false" } }),
    launchBrowser(),
  ]);
  const sluice = asFirstOperator(running);
  for (const { token } of Object.values(OPERATORS)) sluice.secrets.keep([token]);
  const tabs: Tab[] = [];
  return {
    sluice,
    user: sluiceUser(sluice),
    ask: async <T>(path: string, init: RequestInit = {}, status = 200) => {
      const response = await sluice.fetch(path, init);
      const text = await response.text();
      expect(response.status, `${init.method ?? "GET"} ${path}: ${text}`).toBe(status);
      return JSON.parse(text) as T;
    },
    open: async (options = {}, path = "/ops") => {
      const tab = await openTab(browser, sluice.url, options);
      tabs.push(tab);
      await tab.page.goto(sluice.url + path);
      return opsPage(tab.page, tab.watch);
    },
    closeTabs: async () => {
      const complaints = tabs.flatMap(({ watch }) => watch.complaints());
      await Promise.all(tabs.splice(0).map(closeTab));
      expect(complaints).toEqual([]);
    },
    close: async () => {
      await browser.close();
      await sluice.close();
    },
  };
}

/** Without Chromium's sandbox, which does not start for root or in containers: it loads our page only. */
function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error(`There is no browser. ${CHROMIUM_HELP}`);
  return chromium.launch({ executablePath, chromiumSandbox: false });
}

async function openTab(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions,
): Promise<Tab> {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  return { page, watch: await watchPage(page, origin) };
}

/** A route of the test may be at work on a request that the tab no longer waits for. */
async function closeTab({ page }: Tab): Promise<void> {
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.context().close();
}

function asFirstOperator(sluice: RunningSluice): RunningSluice {
  const authorization = `Bearer ${OPERATORS.first.token}`;
  return {
    ...sluice,
    fetch: (path, init = {}) => {
      const headers = new Headers(init.headers);
      if (!headers.has("Authorization")) headers.set("Authorization", authorization);
      return sluice.fetch(path, { ...init, headers });
    },
  };
}
