import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { pollUntil } from "../support/poll-until.ts";
import { OPERATORS } from "./rig/operators.ts";
import { letWritesDie } from "./rig/seed-letters.ts";
import { useRig } from "./rig/use-rig.ts";

const rig = useRig();

type Saved = { readonly key: string; readonly content: { readonly value: string } };
type Audit = { readonly entries: readonly object[] };

const letterCount = async (): Promise<number> =>
  (await rig.ask<{ total: number }>("/v1/dead-letters/summary")).total;

const signedIn = async (path = "/ops") => {
  const tab = await rig.open({}, path);
  await tab.signIn(OPERATORS.first);
  return tab;
};

describe("dead letters on the operations page", () => {
  it("are filtered by the address, and 200 of them are replayed while others stay", async () => {
    const wanted = await letWritesDie(rig, "order-", 200);
    await letWritesDie(rig, "other-", 3);
    const { page, button, region, dialog } = await signedIn();
    const letters = region("Dead letters");
    await letters.getByText("203 letters.").waitFor();
    await page.getByRole("searchbox", { name: "Key begins with" }).fill("order-");
    await button("Filter").click();
    await page.waitForURL(/\/ops\?keyPrefix=order-$/);
    await page.getByRole("checkbox", { name: "Select all on this page" }).check();
    await letters.getByText("50 selected.").waitFor();
    await button("Select all 200 that match").click();
    await button("Replay …").click();
    const ask = dialog("Replay dead letters");
    await ask.getByText("200 letters will be sent again, in about 4 s.").waitFor();
    await ask.getByRole("textbox", { name: "Note for the audit (optional)" }).fill("KV is back");
    await ask.getByRole("button", { name: "Replay 200" }).click();
    await letters.getByRole("progressbar", { name: "Replay progress" }).waitFor();
    await letters.getByRole("heading", { name: "Replay finished" }).waitFor();
    await letters.getByText("200 of 200: 200 sent again, 0 skipped.").waitFor();
    await letters.getByText("No dead letter matches this filter.").waitFor();
    await button("Clear filter").click();
    await letters.getByText("3 letters.").waitFor();
    await rig.user.untilText(wanted.at(-1) ?? "", "value of order-200");
    const { entries } = await rig.ask<Audit>("/v1/audit");
    expect(entries[0]).toMatchObject({ action: "replay", tokenId: "first", note: "KV is back" });
  });

  it("say before a replay what was overtaken, and stay when the replay is cancelled", async () => {
    const keys = await letWritesDie(rig, "slow-", 60);
    const newer = await rig.user.put(keys[0] ?? "", "newer");
    await rig.user.untilState(newer, "applied");
    const { button, region, dialog, page, refresh } = await signedIn("/ops?keyPrefix=slow-");
    const letters = region("Dead letters");
    await page.getByRole("checkbox", { name: "Select all on this page" }).check();
    await button("Select all 60 that match").click();
    await button("Replay …").click();
    const ask = dialog("Replay dead letters");
    await ask.getByText("1 is already superseded and will be skipped.").waitFor();
    await ask.getByRole("spinbutton", { name: "Letters per second" }).fill("1");
    await ask.getByText("59 letters will be sent again, in about 59 s.").waitFor();
    await ask.getByRole("button", { name: "Replay 59" }).click();
    await letters.getByRole("heading", { name: "Replay under way" }).waitFor();
    const before = await rig.ask<Audit>("/v1/audit");
    await button("Cancel replay").click();
    await letters.getByRole("heading", { name: "Replay cancelled" }).waitFor();
    await letters.getByText(/\d+ stay dead letters/).waitFor();
    expect(await letterCount()).toBeGreaterThan(0);
    expect(await rig.user.text(keys[0] ?? "")).toBe("newer");
    await button("Hide").click();
    const heading = letters.getByRole("heading", { name: /^Replay/ });
    await heading.waitFor({ state: "detached" });
    // An answer of the time in which it was under way brings nothing back.
    let rounds = 0;
    await page.route("**/v1/audit?*", (route) => {
      rounds += 1;
      return route.fulfill({ json: before });
    });
    await refresh();
    await pollUntil(async () => rounds > 0);
    const first = rounds;
    await refresh();
    // When the page asks again, what the answer before brings is there.
    await pollUntil(async () => rounds > first);
    expect(await heading.count()).toBe(0);
  });

  it("are asked for again after a failure, though nothing has changed meanwhile", async () => {
    await letWritesDie(rig, "missed-", 1);
    const { page, region, refresh, signIn, watch } = await rig.open();
    watch.expectFailures(/status of 503 .* at .*\/v1\/dead-letters\?/);
    await page.route("**/v1/dead-letters?*", (route) =>
      route.fulfill({ status: 503, json: { detail: "the store does not answer" } }),
    );
    await signIn(OPERATORS.first);
    const failed = region("Dead letters").getByText("Failed: the store does not answer.");
    await failed.waitFor();
    await page.unroute("**/v1/dead-letters?*");
    await refresh();
    await failed.waitFor({ state: "detached" });
    await region("Dead letters").getByText("missed-1").waitFor();
  });

  it("are discarded only after their count was typed", async () => {
    await letWritesDie(rig, "lost-", 3);
    const { page, button, region, dialog } = await signedIn();
    await page.getByRole("checkbox", { name: "Select lost-1" }).check();
    await page.getByRole("checkbox", { name: "Select lost-2" }).check();
    await button("Discard …").click();
    const ask = dialog("Discard dead letters");
    const confirm = ask.getByRole("button", { name: "Discard 2" });
    const typed = ask.getByRole("textbox", { name: "Type 2 to confirm" });
    expect(await confirm.isDisabled()).toBe(true);
    await typed.fill("3");
    expect(await confirm.isDisabled()).toBe(true);
    await typed.fill("2");
    await confirm.click();
    await region("Dead letters").getByText("Discarded 2 letters.").waitFor();
    await region("Dead letters").getByText("1 letter.").waitFor();
    expect(await letterCount()).toBe(1);
  });

  it("are not discarded when more match than were agreed to", async () => {
    await letWritesDie(rig, "few-", 2);
    const { page, button, dialog, watch } = await signedIn();
    watch.expectFailures(/status of 409 .* at .*\/v1\/dead-letters\/discard$/);
    await page.getByRole("checkbox", { name: "Select all on this page" }).check();
    await button("Select all 2 that match").click();
    await button("Discard …").click();
    const ask = dialog("Discard dead letters");
    await letWritesDie(rig, "further-", 1);
    await ask.getByRole("textbox", { name: "Type 2 to confirm" }).fill("2");
    await ask.getByRole("button", { name: "Discard 2" }).click();
    await ask.getByRole("alert").getByText("look at what matches now").waitFor();
    expect(await letterCount()).toBe(3);
  });

  it("are saved as lines of JSON with their values", async () => {
    const keys = await letWritesDie(rig, "saved-", 60);
    const { page, button, region } = await signedIn();
    await region("Dead letters").getByText("60 letters.").waitFor();
    const waiting = page.waitForEvent("download");
    await button("Download JSONL").click();
    const download = await waiting;
    expect(download.suggestedFilename()).toMatch(/^sluice-dead-letters-\d{8}T\d{6}\.jsonl$/);
    const lines = (await readFile(await download.path(), "utf8")).trimEnd().split("\n");
    const saved = lines.map((line) => JSON.parse(line) as Saved);
    expect(saved.map(({ key }) => key).toSorted()).toEqual(keys.toSorted());
    expect(saved.find(({ key }) => key === "saved-1")?.content.value).toBe("value of saved-1");
    await region("Dead letters").getByText("Saved 60 letters.").waitFor();
  });

  it("are replayed by one operator at a time; the second may follow and cancel", async () => {
    await letWritesDie(rig, "shared-", 50);
    const first = await signedIn();
    const second = await rig.open();
    second.watch.expectFailures(/status of 409 .* at .*\/v1\/dead-letters\/replay$/);
    await second.signIn(OPERATORS.second);
    // Both have counted before either of them begins.
    for (const { page, button, dialog } of [first, second]) {
      await page.getByRole("checkbox", { name: "Select all on this page" }).check();
      await button("Replay …").click();
      await dialog("Replay dead letters").getByText("50 letters will be sent again").waitFor();
    }
    const ask = first.dialog("Replay dead letters");
    await ask.getByRole("spinbutton", { name: "Letters per second" }).fill("1");
    await ask.getByRole("button", { name: "Replay 50" }).click();
    await first.sees("Replay under way");
    const late = second.dialog("Replay dead letters");
    await late.getByRole("button", { name: "Replay 50" }).click();
    await late.getByText("Another replay is under way: there is one at a time.").waitFor();
    await late.getByRole("button", { name: "Follow it" }).click();
    await second.sees("Replay under way");
    await second.button("Cancel replay").click();
    await first.sees("Replay cancelled");
    await second.sees("Replay cancelled");
    const { entries } = await rig.ask<Audit>("/v1/audit");
    expect(entries.slice(0, 2)).toMatchObject([
      { action: "cancel", tokenId: "second", outcome: "cancelled" },
      { action: "replay", tokenId: "first", outcome: "cancelled" },
    ]);
  });
});
