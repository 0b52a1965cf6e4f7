import { describe, expect, it } from "vitest";
import { pause, resume, untilHeld } from "./rig/operate.ts";
import { OPERATORS } from "./rig/operators.ts";
import { letWritesDie } from "./rig/seed-letters.ts";
import { useRig } from "./rig/use-rig.ts";

const rig = useRig();

describe("the operations page", () => {
  it("says without JavaScript that it needs it, and which command shows the same", async () => {
    const { page } = await rig.open({ javaScriptEnabled: false });
    expect(await page.locator("main p").first().innerText()).toContain("needs JavaScript");
    expect(await page.locator("main pre").innerText()).toBe("sluice status");
  });

  it("says that an idle pipeline is healthy, in words, in the tab and in its figures", async () => {
    await rig.user.untilState(await rig.user.put("calm", "water"), "applied");
    const { page, region, signIn, isCalled } = await rig.open();
    await signIn(OPERATORS.first);
    await isCalled("Healthy");
    expect(await page.title()).toBe("Healthy · Sluice operations");
    // Whoever listens hears the first answer, too, and not only the next change.
    await region("State").getByRole("status").getByText("Healthy.").waitFor();
    const titles = region("Figures").getByRole("heading", { level: 3 });
    expect(await titles.allInnerTexts()).toEqual([
      "Waiting",
      "Applied per second",
      "Coalescing ratio",
      "Accept to applied",
      "Dead letters",
      "Writes today",
    ]);
    await region("Attention").getByText("Nothing: no breaker is open").waitFor();
    await region("Dead letters").getByText("No dead letters.").waitFor();
    await region("State")
      .getByText(/^Updated \d+ s ago\.$/)
      .waitFor();
  });

  it("asks for the dead letters once at its start, when it knows how many there are", async () => {
    const { page, region, signIn, refresh } = await rig.open();
    const asked: string[] = [];
    page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith("/v1/dead-letters")) asked.push(pathname);
    });
    await signIn(OPERATORS.first);
    await region("Dead letters").getByText("No dead letters.").waitFor();
    expect(asked.slice(0, 2)).toEqual(["/v1/dead-letters/summary", "/v1/dead-letters"]);
    // What goes out in an effect after painting has gone out by the end of another round.
    const again = page.waitForResponse("**/v1/dead-letters/summary");
    await refresh();
    await again;
    expect(asked.filter((path) => path === "/v1/dead-letters")).toHaveLength(1);
  });

  it("says why a key is stale, from the list of what waits, and that it is current again", async () => {
    await rig.user.untilState(await rig.user.put("stale", "old"), "applied");
    await pause(rig, "index is rebuilt");
    const newer = await rig.user.put("stale", "new");
    await untilHeld(rig, 1);
    const { button, region, signIn, refresh, isCalled } = await rig.open();
    await signIn(OPERATORS.first);
    await region("State")
      .getByRole("listitem")
      .getByText("Writing to default is paused.")
      .waitFor();
    await region("Attention").getByText("index is rebuilt").waitFor();
    await region("Attention").getByText("Held longest").waitFor();
    await button("Inspect stale").click();
    const inspector = region("Key inspector");
    await inspector.getByText("No: the newest write waits.").waitFor();
    await inspector.getByText("pause: an operator has stopped the namespace").waitFor();
    await inspector.getByText(`${newer.version}, pending`).waitFor();

    await resume(rig);
    await rig.user.untilState(newer, "applied");
    await button("Inspect").click();
    await inspector.getByText("Yes, KV is current.").waitFor();
    await refresh();
    await region("Attention").getByText("Nothing: no breaker is open").waitFor();
    await isCalled("Healthy");
  });

  it("says that the newest write of a key is dead, and leads from the letter to the key", async () => {
    const [key = ""] = await letWritesDie(rig, "broken-", 1);
    const { button, region, dialog, signIn } = await rig.open();
    await signIn(OPERATORS.first);
    await region("State")
      .getByRole("listitem")
      .getByText("1 dead letter to replay or discard.")
      .waitFor();
    await button(key).click();
    await dialog("Dead letter").getByText("kv_refused").waitFor();
    await dialog("Dead letter").getByRole("button", { name: "Inspect key" }).click();
    const inspector = region("Key inspector");
    await inspector.getByText("No: the newest write is dead.").waitFor();
    await inspector.getByText("1 letter: kv_refused").waitFor();
    await inspector.getByText("no value").waitFor();
  });

  it("draws the history and tells it as a table", async () => {
    const { page, region, signIn } = await rig.open();
    await signIn(OPERATORS.first);
    const history = region("History");
    for (const [span, words] of [
      ["24 hours", "Last 24 hours: "],
      ["7 days", "Last 7 days: "],
      ["1 hour", "Last hour: "],
    ] as const) {
      await history.getByText(span, { exact: true }).click();
      expect(await page.getByRole("radio", { name: span }).isChecked()).toBe(true);
      await history.getByRole("figure").filter({ hasText: words }).nth(1).waitFor();
    }
    await history.getByText("Show as table").first().click();
    const table = history.getByRole("table").first();
    await table.getByRole("row").nth(1).waitFor();
    expect(await table.getByRole("columnheader").allInnerTexts()).toContain("Accepted");
  });
});
