import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { OPERATORS } from "./rig/operators.ts";
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

/** Counts the requests to the API from now on. */
function countAsks(page: Page): () => number {
  let asks = 0;
  page.on("request", (request) => {
    if (new URL(request.url()).pathname.startsWith("/v1/")) asks += 1;
  });
  return () => asks;
}

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
    await page.clock.install();
    await signIn(OPERATORS.first);
    await region("Dead letters").getByText("1 letter.").waitFor();
    await expire(page);
    await refresh();
    await sees("The token is not taken: it is unknown, or it has expired.");
    expect(await keptToken(page)).toBeNull();
    const asks = countAsks(page);
    await page.clock.runFor(120_000);
    expect(asks()).toBe(0);

    await page.unroute("**/v1/**");
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

describe("a server that is gone for half a minute", () => {
  it("leaves what was known with its age, is asked ever more rarely, and is found again", async () => {
    await rig.user.untilState(await rig.user.put("before", "outage"), "applied");
    const { page, region, signIn, watch, refresh, isCalled } = await rig.open();
    watch.expectFailures(/net::ERR_CONNECTION_REFUSED/);
    await page.clock.install();
    await signIn(OPERATORS.first);
    const state = region("State");
    await isCalled("Healthy");
    await page.route("**/v1/**", (route) => route.abort("connectionrefused"));
    await refresh();
    await state.getByText(/^Stale: Sluice does not answer; .* Next try in \d+ s\.$/).waitFor();
    await isCalled("Healthy");
    const asks = countAsks(page);
    await pass(page, 30);
    await state.getByText(/what is shown is [3-5]\d s old/).waitFor();
    const first = asks();
    await pass(page, 60);
    await isCalled("Unknown");
    expect(await page.title()).toBe("Unknown · Sluice operations");
    expect(first).toBeGreaterThan(0);
    expect(asks() - first).toBeLessThanOrEqual(first);

    await page.unroute("**/v1/**");
    const before = asks();
    while (asks() === before) await pass(page, 1);
    await state.getByText(/^Updated \d+ s ago\.$/).waitFor();
    await isCalled("Healthy");
  });

  it("is not asked at all while nobody looks at the page, and at once when somebody does", async () => {
    const { page, region, signIn } = await rig.open();
    await page.clock.install();
    await signIn(OPERATORS.first);
    // Asked for after the rest: nothing is under way when this is there.
    await region("Dead letters").getByText("No dead letters.").waitFor();
    await show(page, "hidden");
    const asks = countAsks(page);
    await page.clock.runFor(120_000);
    expect(asks()).toBe(0);
    const asked = page.waitForRequest("**/v1/metrics?*");
    await show(page, "visible");
    await page.clock.runFor(1);
    await asked;
  });
});

/**
 * Lets time pass for the page. The network goes by the real time, so the page must get its answers in
 * between: it gives up on one that does not come for 20 s of its own time.
 */
async function pass(page: Page, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) await page.clock.runFor(1_000);
}

/** What the browser tells a page whose tab is put behind another. */
const show = (page: Page, state: "hidden" | "visible") =>
  page.evaluate(`
    Object.defineProperty(document, "hidden", { value: ${state === "hidden"}, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  `);
