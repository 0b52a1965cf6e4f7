import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { deadIntent } from "../support/letters.ts";
import { OPERATORS } from "./rig/operators.ts";
import { storeLetters } from "./rig/seed-letters.ts";
import { useKeptRig } from "./rig/use-rig.ts";

const LETTERS = 10_000;
const TIMEOUTS = 2_500;

const rig = useKeptRig();
beforeAll(async () => {
  const letters = Array.from({ length: LETTERS }, (_, index) =>
    deadIntent(index + 1, index < TIMEOUTS ? { reason: "timeout" } : {}),
  );
  await storeLetters(rig, letters);
});

describe("10,000 dead letters on the operations page", () => {
  it("are two rows of reasons, and pages of 50 that lead forward and back", async () => {
    const { page, button, region, signIn } = await rig.open();
    await signIn(OPERATORS.first);
    const letters = region("Dead letters");
    await region("State")
      .getByRole("listitem")
      .getByText("10,000 dead letters to replay or discard.")
      .waitFor();
    await letters.getByText("Page 1 of 200").waitFor();
    const groups = page.getByRole("table", { name: "Dead letters by reason" });
    expect(await groups.getByRole("row").count()).toBe(3);
    const rows = page.getByRole("table", { name: "Dead letters, the one last seen first" });
    const keys = () => rows.locator("[data-row]").allInnerTexts();
    const first = await keys();
    expect(first).toHaveLength(50);
    await button("Next page").click();
    await letters.getByText("Page 2 of 200").waitFor();
    await rows.getByText(first[0] ?? "", { exact: true }).waitFor({ state: "detached" });
    const second = await keys();
    expect(second).toHaveLength(50);
    expect(second.filter((key) => first.includes(key))).toEqual([]);
    await button("Previous page").click();
    await rows.getByText(first[0] ?? "", { exact: true }).waitFor();
    expect(await keys()).toEqual(first);
  });

  it("are narrowed down to a reason, and to one key", async () => {
    const { page, button, region, signIn } = await rig.open();
    await signIn(OPERATORS.first);
    const letters = region("Dead letters");
    await button("timeout").click();
    await letters.getByText("2,500 letters.").waitFor();
    await letters.getByText("Page 1 of 50").waitFor();
    await page.waitForURL(/\/ops\?reason=timeout$/);
    await page.getByRole("searchbox", { name: "Key begins with" }).fill("key-2345");
    await button("Filter").click();
    await letters.getByText("1 letter.").waitFor();
    await page.goBack();
    await letters.getByText("2,500 letters.").waitFor();
  });

  it("can be meant by one selection, with the whole count to be typed", async () => {
    const { page, button, dialog, signIn } = await rig.open();
    await signIn(OPERATORS.first);
    await page.getByRole("checkbox", { name: "Select all on this page" }).check();
    await button("Select all 10,000 that match").click();
    await button("Discard …").click();
    const ask = dialog("Discard dead letters");
    await ask.getByRole("textbox", { name: "Type 10000 to confirm" }).fill("10,000");
    await ask.getByRole("button", { name: "Discard 10,000", disabled: false }).waitFor();
    await ask.getByRole("button", { name: "Cancel" }).click();
  });

  it("are saved whole", async () => {
    const { page, button, region, signIn } = await rig.open();
    await signIn(OPERATORS.first);
    const letters = region("Dead letters");
    await letters.getByText("10,000 letters.").waitFor();
    const waiting = page.waitForEvent("download", { timeout: 150_000 });
    await button("Download JSONL").click();
    const lines = (await readFile(await (await waiting).path(), "utf8")).trimEnd().split("\n");
    expect(new Set(lines.map((line) => (JSON.parse(line) as { id: string }).id)).size).toBe(
      LETTERS,
    );
  });
});
