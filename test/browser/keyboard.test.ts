import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { SECOND_KEY_MS } from "../../producer/ops/model/shortcuts.ts";
import { makeFramesLate } from "./rig/late-frames.ts";
import { OPERATORS } from "./rig/operators.ts";
import type { OpsPage } from "./rig/ops-page.ts";
import { letWritesDie } from "./rig/seed-letters.ts";
import { useRig } from "./rig/use-rig.ts";

const rig = useRig();

const press = async ({ keyboard }: Page, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await keyboard.press(key);
};

/** What has the focus: its text, label or value. */
const focused = (page: Page): Promise<string> =>
  page.evaluate<string>(`(() => {
    const element = document.activeElement;
    return element.getAttribute("aria-label") ?? (element.innerText || element.id || element.tagName);
  })()`);

/** Tab until this has the focus; fails when the whole page does not lead to it. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let steps = 0; steps < 60; steps++) {
    if ((await focused(page)) === name) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${name}`);
}

/** However busy the machine is between the two keys of a shortcut, the second one counts. */
const WAIT_FOR_SECOND_KEYS = `(() => {
  const { setTimeout } = window;
  window.setTimeout = (call, delayMs, ...values) =>
    setTimeout(call, delayMs === ${SECOND_KEY_MS} ? 3_600_000 : delayMs, ...values);
})()`;

/** Signs in with the keys alone: the field has the focus. */
async function openByKeys() {
  const ops = await rig.open();
  await ops.page.evaluate(WAIT_FOR_SECOND_KEYS);
  await signInByKeys(ops);
  return ops;
}

async function signInByKeys(ops: OpsPage): Promise<void> {
  await ops.page.getByLabel("Token").waitFor();
  await ops.page.keyboard.type(OPERATORS.first.token);
  await press(ops.page, "Enter");
}

describe("the operations page with the keyboard alone", () => {
  it("signs in, chooses a letter, replays it, and gives the focus back", async () => {
    await letWritesDie(rig, "key-", 3);
    const { page, region, sees } = await openByKeys();
    await region("Dead letters").getByText("3 letters.").waitFor();
    await press(page, "j", "j", "x");
    await region("Dead letters").getByText("1 selected.").waitFor();
    const chosen = await focused(page);
    await press(page, "Shift+R");
    await sees(/^1 letter will be sent again/);
    await tabTo(page, "Replay 1");
    await press(page, "Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await focused(page)).toBe(chosen);
    await press(page, "Shift+R");
    await sees(/^1 letter will be sent again/);
    await tabTo(page, "Replay 1");
    await press(page, "Enter");
    await sees("Replay finished");
    await region("Dead letters").getByText("2 letters.").waitFor();
    await rig.user.untilText(chosen, `value of ${chosen}`);
  });

  it("opens a letter, closes it, and stands where it stood", async () => {
    await letWritesDie(rig, "opened-", 2);
    const { page, dialog } = await openByKeys();
    await page.getByRole("button", { name: "opened-2", exact: true }).waitFor();
    await press(page, "j");
    const row = await focused(page);
    await press(page, "Enter");
    await dialog("Dead letter").waitFor();
    await press(page, "Escape");
    await dialog("Dead letter").waitFor({ state: "detached" });
    expect(await focused(page)).toBe(row);
  });

  it("filters, looks up a key, and reaches every part by its shortcut", async () => {
    await letWritesDie(rig, "found-", 2);
    await rig.user.untilState(await rig.user.put("fine", "water"), "applied");
    const { page, region, isCalled } = await openByKeys();
    await isCalled("Needs attention");
    await press(page, "/");
    await page.keyboard.type("found-2?");
    // In a field, keys are letters and no shortcuts.
    expect(await page.getByRole("dialog").count()).toBe(0);
    await press(page, "Backspace", "Enter");
    await region("Dead letters").getByText("1 letter.").waitFor();
    await tabTo(page, "Clear filter");
    await press(page, "Enter");
    await press(page, "g", "k");
    await page.keyboard.type("fine");
    await press(page, "Enter");
    await region("Key inspector").getByText("Yes, KV is current.").waitFor();
    await tabTo(page, "Inspect");
    for (const [key, heading] of [
      ["a", "Attention"],
      ["d", "Dead letters"],
      ["h", "History"],
    ] as const) {
      await press(page, "g", key);
      expect(await focused(page)).toBe(heading);
    }
  });

  it("shows its shortcuts and switches them off for good", async () => {
    const { page, dialog, isCalled } = await openByKeys();
    await isCalled("Healthy");
    await press(page, "?");
    await dialog("Keyboard shortcuts").waitFor();
    await page.getByRole("checkbox", { name: "Shortcuts are on" }).focus();
    await press(page, "Space", "Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await press(page, "?");
    expect(await page.getByRole("dialog").count()).toBe(0);
    await page.reload();
    await isCalled("Healthy");
    await press(page, "?");
    expect(await page.getByRole("dialog").count()).toBe(0);
    await tabTo(page, "Keyboard");
    await press(page, "Enter");
    await dialog("Keyboard shortcuts").waitFor();
  });

  it("takes keys that come before the browser has drawn what they are for", async () => {
    const [key = ""] = await letWritesDie(rig, "swift-", 1);
    const ops = await rig.open();
    const { page, dialog, isCalled, region } = ops;
    await makeFramesLate(page);
    await page.reload();
    await signInByKeys(ops);
    await isCalled("Needs attention");
    expect(await page.title()).toBe("Needs attention · Sluice operations");
    await page.getByRole("button", { name: key, exact: true }).waitFor();
    await press(page, "j", "x");
    await region("Dead letters").getByText("1 selected.").waitFor();
    await press(page, "Shift+R", "Escape", "Shift+R");
    await dialog("Replay dead letters").getByText("1 letter will be sent again").waitFor();
    await press(page, "Escape", "?");
    await dialog("Keyboard shortcuts").waitFor();
    await page.getByRole("checkbox", { name: "Shortcuts are on" }).focus();
    await press(page, "Space", "Escape", "?");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  it("begins with a link that skips to the dead letters", async () => {
    const { page, isCalled } = await openByKeys();
    await isCalled("Healthy");
    await press(page, "Tab");
    expect(await focused(page)).toBe("Skip to dead letters");
    await press(page, "Enter");
    await page.waitForURL(/#letters$/);
    await press(page, "Tab");
    const isBehind = await page.evaluate<boolean>(
      'document.getElementById("letters").contains(document.activeElement)',
    );
    expect(isBehind).toBe(true);
  });
});
