import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { OPERATORS } from "./rig/operators.ts";
import { takeTime } from "./rig/page-time.ts";
import { letWritesDie } from "./rig/seed-letters.ts";
import { useRig } from "./rig/use-rig.ts";

const rig = useRig();

const REFUSED = /status of 401 .* at .*\/v1\//;
const keptToken = (page: Page) => page.evaluate('sessionStorage.getItem("sluice.token")');

/** From now on the page's requests carry a token that expired long ago. */
const expire = (page: Page) =>
  page.route("**/v1/**", async (route) => {
    const headers = await route.request().allHeaders();
    await route.continue({
      headers: { ...headers, authorization: `Bearer ${OPERATORS.expired.token}` },
    });
  });

describe("a session at the operations page", () => {
  it("is refused with an unknown token and with one that may not see operations", async () => {
    const { sees, signIn, watch, page } = await rig.open();
    watch.expectFailures(REFUSED);
    watch.expectFailures(/status of 403 .* at .*\/v1\//);
    await signIn({ id: "nobody", token: "slc_nobody_browser-canary-of-nobody", scopes: [] });
    await sees("The token is not taken");
    expect(await keptToken(page)).toBeNull();
    await signIn(OPERATORS.outsider);
    await sees("No permission: this token lacks the scope ops:read");
    expect(await keptToken(page)).toBeNull();
  });

  it("ends when the token expires, asks nothing more, and goes on with another token", async () => {
    await letWritesDie(rig, "kept-", 1);
    const { page, sees, signIn, watch, region, button, refresh } = await rig.open(
      {},
      "/ops?keyPrefix=kept-",
    );
    watch.expectFailures(REFUSED);
    const time = await takeTime(page);
    await signIn(OPERATORS.first);
    await region("Dead letters").getByText("1 letter.").waitFor();
    await expire(page);
    await refresh();
    await sees("The token is not taken: it is unknown, or it has expired.");
    expect(await keptToken(page)).toBeNull();
    const asked = await time.askedAtMs("/v1/");
    await page.clock.runFor(120_000);
    expect(await time.askedAtMs("/v1/")).toEqual(asked);

    await page.unrouteAll({ behavior: "wait" });
    await signIn(OPERATORS.second);
    await region("Dead letters").getByText("1 letter.").waitFor();
    expect(await page.getByRole("searchbox", { name: "Key begins with" }).inputValue()).toBe(
      "kept-",
    );
    await button("Sign out").click();
    await sees("You are signed out. The token is forgotten.");
    expect(await keptToken(page)).toBeNull();
  });

  it("survives a reload of the tab, and no other tab has its token", async () => {
    const { page, signIn, isCalled } = await rig.open();
    await signIn(OPERATORS.first);
    await isCalled("Healthy");
    await page.reload();
    await isCalled("Healthy");
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.getByLabel("Token").waitFor();
    expect(await keptToken(other)).toBeNull();
  });

  it("with a token that may only look shows everything and offers nothing that changes it", async () => {
    await letWritesDie(rig, "seen-", 2);
    const { page, region, button, sees, signIn } = await rig.open();
    await signIn(OPERATORS.viewer);
    await region("Dead letters").getByText("2 letters.").waitFor();
    await page.getByRole("checkbox", { name: "Select all on this page" }).check();
    await sees("This token may look only: replay and discard need the scope ops:write.");
    expect(await button(/^(Replay|Discard)/).count()).toBe(0);
    await page.keyboard.press("Shift+R");
    expect(await page.getByRole("dialog").count()).toBe(0);
  });
});

describe("a server that is gone for a minute", () => {
  it("leaves what was known with its age, is asked ever more rarely, and is found again", async () => {
    await rig.user.untilState(await rig.user.put("before", "outage"), "applied");
    const { page, region, signIn, watch, isCalled } = await rig.open();
    watch.expectFailures(/net::ERR_CONNECTION_REFUSED/);
    const time = await takeTime(page);
    await signIn(OPERATORS.first);
    const state = region("State");
    await isCalled("Healthy");
    await time.stop();
    await state.getByText("Updated 0 s ago.").waitFor();
    await page.route("**/v1/**", (route) => route.abort("connectionrefused"));
    const before = (await time.askedAtMs("/v1/metrics")).length;
    await time.pass(6);
    await state.getByText(/^Stale: Sluice does not answer; .* Next try in \d+ s\.$/).waitFor();
    await isCalled("Healthy");
    await time.pass(30);
    await state.getByText(/what is shown is [34]\d s old/).waitFor();
    await time.pass(43);
    await isCalled("Unknown");
    expect(await page.title()).toBe("Unknown · Sluice operations");
    const rounds = [...new Set((await time.askedAtMs("/v1/metrics")).slice(before))];
    const waitsMs = rounds.slice(1).map((atMs, index) => atMs - (rounds[index] ?? 0));
    // The wait of 5 s doubles with each failure; a quarter is chance, and an answer takes up to a second.
    expect(waitsMs).toHaveLength(3);
    waitsMs.forEach((waitMs, index) => {
      const longestMs = 10_000 * 2 ** index;
      expect(waitMs).toBeGreaterThanOrEqual(longestMs * 0.75);
      expect(waitMs).toBeLessThanOrEqual(longestMs + 1_000);
    });

    await page.unrouteAll({ behavior: "wait" });
    await time.pass(60);
    await state.getByText(/^Updated \d+ s ago\.$/).waitFor();
    await isCalled("Healthy");
  });

  it("is not asked at all while nobody looks at the page, and at once when somebody does", async () => {
    const { page, region, signIn } = await rig.open();
    const time = await takeTime(page);
    await signIn(OPERATORS.first);
    // Asked for after the rest of the first round.
    await region("Dead letters").getByText("No dead letters.").waitFor();
    await time.stop();
    await show(page, "hidden");
    const before = await time.askedAtMs("/v1/");
    await page.clock.runFor(120_000);
    expect(await time.askedAtMs("/v1/")).toEqual(before);
    await show(page, "visible");
    await page.clock.runFor(1);
    expect((await time.askedAtMs("/v1/")).length).toBeGreaterThan(before.length);
  });
});

/** What the browser tells a page whose tab is put behind another. */
const show = (page: Page, state: "hidden" | "visible") =>
  page.evaluate(`
    Object.defineProperty(document, "hidden", { value: ${state === "hidden"}, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  `);
