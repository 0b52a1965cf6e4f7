import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import type { Metrics } from "../../producer/ops/api/answers.ts";
import { ROOT } from "../wrangler-command.ts";
import { withHistory } from "./an-hour.ts";

export type PageOptions = {
  /** Null: none was entered. */
  readonly token: string | null;
  readonly theme?: "light" | "dark";
  readonly width?: number;
  readonly height?: number;
  /** Made up, or what the Sluice really has. */
  readonly history?: "made-up" | "real";
  readonly search?: string;
  readonly script?: "on" | "off";
};

const HEIGHT = 720;
const WIDTH = 1_000;

/** A browser that looks at the page and takes pictures of it. */
export class Camera {
  readonly #browser: Browser;
  readonly #url: string;

  constructor(browser: Browser, url: string) {
    this.#browser = browser;
    this.#url = url;
  }

  /** Opens the page, lets `prepare` bring it into its state, takes the picture and closes it. */
  async take(
    name: string,
    options: PageOptions,
    prepare: (page: Page) => Promise<unknown>,
  ): Promise<void> {
    const context = await this.#browser.newContext({
      viewport: { width: options.width ?? WIDTH, height: options.height ?? HEIGHT },
      colorScheme: options.theme ?? "light",
      reducedMotion: "reduce",
      javaScriptEnabled: options.script !== "off",
    });
    const page = await context.newPage();
    if (options.token !== null) {
      await page.addInitScript((token) => {
        sessionStorage.setItem("sluice.token", token);
      }, options.token);
    }
    if (options.history !== "real") await makeUpHistory(page);
    await page.goto(`${this.#url}/ops${options.search ?? ""}`);
    await prepare(page);
    const path = join(ROOT, "docs/images", `ops-${name}.png`);
    await page.screenshot({ path, animations: "disabled" });
    console.log(`Took docs/images/ops-${name}.png`);
    await context.close();
  }
}

const makeUpHistory = (page: Page): Promise<unknown> =>
  page.route("**/v1/metrics?*", async (route) => {
    const response = await route.fetch();
    const body = (await response.json()) as Metrics;
    await route.fulfill({ response, json: response.ok() ? withHistory(body) : body });
  });

/** The system's Chromium: none is downloaded. As root it runs without its sandbox. */
export const openChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
    chromiumSandbox: process.getuid?.() !== 0,
    args: ["--disable-dev-shm-usage", "--disable-gpu", "--font-render-hinting=none"],
  });
