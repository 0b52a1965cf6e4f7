import type { Page } from "playwright-core";
import type { Camera } from "./camera.ts";

/** Tokens of the Sluice that is looked at, by what they may do. */
export type ShotTokens = {
  readonly all: string;
  readonly viewer: string;
  readonly reader: string;
};

/** Before anything was written. */
export async function shootEmpty(camera: Camera, { all, reader }: ShotTokens): Promise<void> {
  await camera.take("sign-in-light", { token: null }, (page) => see(page, "Connect"));
  await camera.take("refused-light", { token: "slc_gone_gone" }, (page) => see(page, "not taken"));
  await camera.take("forbidden-dark", { token: reader, theme: "dark" }, (page) =>
    see(page, "No permission"),
  );
  await camera.take("no-script-light", { token: null, script: "off" }, (page) =>
    page.locator("noscript pre").waitFor(),
  );
  await camera.take("empty-light", { token: all, history: "real", height: TALL }, async (page) => {
    await see(page, "Healthy.");
    await see(page, "No dead letters.");
    await see(page, "writes used today");
    await see(page, "0 deaths in 24 h");
  });
}

/** With dead letters, a hot key and writes whose outcome is unknown. */
export async function shootFull(camera: Camera, tokens: ShotTokens): Promise<void> {
  const { all: token, viewer } = tokens;
  await camera.take("overview-light", { token, height: TALL }, ready);
  await camera.take("overview-dark", { token, theme: "dark", height: TALL }, ready);
  await camera.take("overview-narrow", { token, width: 320 }, ready);
  await camera.take("history-light", { token }, async (page) => {
    await ready(page);
    await page.locator("#history").evaluate((section) => section.scrollIntoView());
  });
  await camera.take("letters-dark", { token, theme: "dark" }, letters);
  await camera.take(
    "letters-narrow",
    { token, width: 320, search: "?keyPrefix=order" },
    async (page) => {
      await letters(page);
      await page.locator("table.letters").evaluate((table) => table.scrollIntoView());
    },
  );
  await camera.take("strange-keys-light", { token, search: "?keyPrefix=%3Cimg" }, async (page) => {
    await letters(page, "<img");
    await page.getByRole("button", { name: "<img" }).click();
  });
  await camera.take("read-only-light", { token: viewer }, async (page) => {
    await letters(page);
    await see(page, "may look only");
  });
  await camera.take("no-match-light", { token, search: "?keyPrefix=nothing" }, (page) =>
    top(page, "No dead letter matches"),
  );
  await camera.take("inspector-light", { token, height: 560 }, async (page) => {
    await ready(page);
    await page.getByRole("textbox", { name: "Key", exact: true }).fill("cart:1000");
    await page.getByRole("button", { name: "Inspect", exact: true }).click();
    await see(page, "No: the newest write");
    await page.locator("#inspector").evaluate((section) => section.scrollIntoView());
  });
  await camera.take("keyboard-dark", { token, theme: "dark" }, async (page) => {
    await ready(page);
    await page.keyboard.press("?");
  });
}

/** When a part, or everything, does not answer. */
export async function shootFailing(camera: Camera, { all: token }: ShotTokens): Promise<void> {
  await camera.take("partial-light", { token }, async (page) => {
    const body = '{"detail":"the ledger did not answer"}';
    await page.route("**/v1/usage", (route) => route.fulfill({ status: 503, body }));
    await page.reload();
    await see(page, "the ledger did not answer");
    await see(page, /keys? with an unknown outcome/);
  });
  await camera.take("stale-dark", { token, theme: "dark" }, async (page) => {
    await ready(page);
    await page.route("**/v1/**", (route) => route.abort());
    await see(page, "Stale:");
  });
}

/** What is done with dead letters; the last one really replays them. */
export async function shootActions(camera: Camera, { all: token }: ShotTokens): Promise<void> {
  const select = async (page: Page) => {
    await letters(page);
    await page.getByRole("button", { name: /^Select all \d+ that match/ }).click();
  };
  await camera.take("discard-light", { token, search: "?keyPrefix=order" }, async (page) => {
    await select(page);
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByRole("textbox", { name: /^Type/ }).fill("180");
  });
  await camera.take("replay-light", { token }, async (page) => {
    await select(page);
    await page.getByRole("button", { name: "Replay" }).click();
    await see(page, "will be skipped");
  });
  await camera.take("replay-running-dark", { token, theme: "dark" }, async (page) => {
    await select(page);
    await page.getByRole("button", { name: "Replay" }).click();
    await page.getByRole("spinbutton", { name: "Letters per second" }).fill("10");
    await page.getByRole("button", { name: /^Replay \d/ }).click();
    await see(page, /: [3-9]\d sent again/);
    await top(page, "Replay under way");
  });
}

/** Down into the history. */
const TALL = 940;

const see = (page: Page, text: string | RegExp): Promise<void> =>
  page.getByText(text).first().waitFor();

/** Everything has come. */
async function ready(page: Page): Promise<void> {
  await see(page, "Needs attention.");
  await see(page, "in 24 h");
  await see(page, "writes used today");
  await see(page, /keys? with an unknown outcome/);
}

async function letters(page: Page, key = "order:"): Promise<void> {
  await page.getByRole("button", { name: key }).first().waitFor();
  await see(page, "writes used today");
  await top(page, "Dead letters by reason");
}

/** Scrolls so that the section of dead letters begins the picture. */
async function top(page: Page, text: string): Promise<void> {
  await see(page, text);
  await page.locator("#letters").evaluate((section) => section.scrollIntoView());
}
