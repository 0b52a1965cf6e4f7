import { describe, expect, it } from "vitest";
import { deadIntent } from "../support/letters.ts";
import { holdBack } from "./rig/hold-back.ts";
import { makeFramesLate } from "./rig/late-frames.ts";
import { OPERATORS } from "./rig/operators.ts";
import type { OpsPage } from "./rig/ops-page.ts";
import { countLetters, letWritesDie, storeLetters } from "./rig/seed-letters.ts";
import { useRig } from "./rig/use-rig.ts";

const rig = useRig();

/** Letters of the keys from this number on. */
const store = (from: number, count: number) =>
  storeLetters(
    rig,
    Array.from({ length: count }, (_, index) => deadIntent(from + index)),
  );

const signedIn = async (): Promise<OpsPage> => {
  const ops = await rig.open();
  await ops.signIn(OPERATORS.first);
  return ops;
};

/** Also while a dialog keeps the rest of the page from being clicked at. */
const refreshBehind = ({ button }: OpsPage) => button("Refresh").dispatchEvent("click");

async function openDiscard({ page, button, dialog }: OpsPage, letter: string) {
  await page.getByRole("checkbox", { name: letter, exact: true }).check();
  await button("Discard …").click();
  return dialog("Discard dead letters");
}

describe("answers that come late to the operations page", () => {
  it("lead a page on, however often it is asked for before it comes", async () => {
    await store(1, 120);
    const { page, button, region } = await signedIn();
    const letters = region("Dead letters");
    await letters.getByText("Page 1 of 3").waitFor();
    const held = await holdBack(page, "GET", /\/v1\/dead-letters\?.*cursor=/);
    await button("Next page").click();
    await button("Next page").click();
    await held.answered;
    await letters.getByText("Page 1 of 3").waitFor();
    held.letGo();
    await letters.getByText("Page 2 of 3").waitFor();
    await button("Next page").click();
    await letters.getByText("Page 3 of 3").waitFor();
    expect(await page.locator("[data-row]").count()).toBe(20);
  });

  it("are never those of another filter's page", async () => {
    await store(201, 120);
    const { page, button, region } = await signedIn();
    const letters = region("Dead letters");
    await button("Next page").click();
    await letters.getByText("Page 2 of 3").waitFor();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.getByRole("searchbox", { name: "Key begins with" }).fill("key-31");
    await button("Filter").click();
    await letters.getByText("10 letters.").waitFor();
    expect(asked.filter((url) => url.includes("cursor="))).toEqual([]);
  });

  it("close no dialog but the one that asked", async () => {
    await store(401, 2);
    const ops = await signedIn();
    const { page, button, dialog, region } = ops;
    const ask = await openDiscard(ops, "Select key-401");
    await ask.getByRole("textbox", { name: "Type 1 to confirm" }).fill("1");
    const held = await holdBack(page, "POST", /\/v1\/dead-letters\/discard$/);
    await ask.getByRole("button", { name: "Discard 1" }).click();
    await held.answered;
    // What lies behind a dialog is out of reach, for keys too.
    await page.keyboard.press("Shift+R");
    await ask.getByRole("button", { name: "Cancel" }).click();
    await button("Replay …").click();
    held.letGo();
    await region("Dead letters").getByText("Discarded 1 letter.").waitFor();
    await dialog("Replay dead letters").getByRole("button", { name: "Cancel" }).click();
  });

  it("leave alone what was selected while letters were saved", async () => {
    await store(701, 3);
    const { page, button, region } = await signedIn();
    const letters = region("Dead letters");
    await letters.getByText("3 letters.").waitFor();
    const held = await holdBack(page, "GET", /\/v1\/dead-letters\?.*values=true/);
    const saved = page.waitForEvent("download");
    await button("Download JSONL").click();
    await held.answered;
    await page.getByRole("checkbox", { name: "Select key-702" }).check();
    held.letGo();
    await saved;
    await letters.getByText("Saved 3 letters.").waitFor();
    await letters.getByText("1 selected.").waitFor();
  });

  it("bring no replay back to life that is over", async () => {
    await letWritesDie(rig, "kept-", 50);
    const ops = await rig.open();
    const { page, button, region } = ops;
    await makeFramesLate(page);
    await page.reload();
    await ops.signIn(OPERATORS.first);
    await rig.ask(
      "/v1/dead-letters/replay",
      { method: "POST", body: JSON.stringify({ all: true, ratePerSecond: 1 }) },
      202,
    );
    await ops.refresh();
    const letters = region("Dead letters");
    await letters.getByRole("heading", { name: "Replay under way" }).waitFor();
    const held = await holdBack(page, "GET", /\/v1\/replays\//);
    await held.answered;
    await page.evaluate(NOTE_HEADINGS);
    await button("Cancel replay").click();
    await letters.getByRole("heading", { name: "Replay cancelled" }).waitFor();
    const again = page.waitForRequest("**/v1/audit?*");
    held.letGo();
    await again;
    expect(await page.evaluate("headings")).not.toContain("Replay under way");
  });
});

const NOTE_HEADINGS = `(() => {
  const heading = document.getElementById("replay-heading");
  window.headings = [];
  new MutationObserver(() => headings.push(heading.innerText))
    .observe(heading, { characterData: true, subtree: true });
})()`;

describe("a dialog of the operations page", () => {
  it("stays when the letters go that it is about, and does not open again with others", async () => {
    await store(501, 2);
    const ops = await signedIn();
    const ask = await openDiscard(ops, "Select all on this page");
    await rig.ask("/v1/dead-letters/discard", {
      method: "POST",
      body: JSON.stringify({ all: true, expected: 2 }),
    });
    await refreshBehind(ops);
    await ops.region("Dead letters").getByText("No dead letters.").waitFor();
    await ask.getByRole("button", { name: "Cancel" }).click();
    await storeLetters(rig, [deadIntent(503)]);
    await ops.refresh();
    await ops.button("key-503").waitFor();
    expect(await ops.page.getByRole("dialog").count()).toBe(0);
  });

  it("begins at its beginning, however long its text is", async () => {
    const key = "k".repeat(512);
    await storeLetters(rig, [deadIntent(801, { key })]);
    const { button, dialog, signIn } = await rig.open({ viewport: { width: 360, height: 640 } });
    await signIn(OPERATORS.first);
    await button(key).click();
    const letter = dialog("Dead letter");
    await letter.getByText("kv_refused").waitFor();
    const [top, hidden] = await letter.evaluate((element) => [
      element.scrollTop,
      element.scrollHeight - element.clientHeight,
    ]);
    expect(top).toBe(0);
    expect(hidden).toBeGreaterThan(0);
  });

  it("is about what was agreed to when the page goes back to another filter", async () => {
    await store(601, 12);
    const { page, button, dialog, region } = await signedIn();
    const letters = region("Dead letters");
    await letters.getByText("12 letters.").waitFor();
    await page.getByRole("searchbox", { name: "Key begins with" }).fill("key-61");
    await button("Filter").click();
    await button("Select all 3 that match").click();
    await button("Discard …").click();
    await page.goBack();
    await letters.getByText("12 letters.").waitFor();
    const ask = dialog("Discard dead letters");
    await ask.getByText("3 letters whose key begins with “key-61”").waitFor();
    await ask.getByRole("textbox", { name: "Type 3 to confirm" }).fill("3");
    await ask.getByRole("button", { name: "Discard 3" }).click();
    await letters.getByText("Discarded 3 letters.").waitFor();
    expect(await countLetters(rig)).toBe(9);
  });
});
