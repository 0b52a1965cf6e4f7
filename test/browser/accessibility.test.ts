import { describe, expect, it } from "vitest";
import { deadIntent, unreadable } from "../support/letters.ts";
import { pollUntil } from "../support/poll-until.ts";
import { expectAccessible, expectNoSidewaysScroll, prepareAxe } from "./rig/check-accessibility.ts";
import { pause, untilHeld } from "./rig/operate.ts";
import { OPERATORS } from "./rig/operators.ts";
import type { OpsPage } from "./rig/ops-page.ts";
import { letWritesDie, storeLetters } from "./rig/seed-letters.ts";
import { useRig } from "./rig/use-rig.ts";

const NARROW = { width: 320, height: 640 };
/** The longest key there is, without a place to break it. */
const LONGEST_KEY = "k".repeat(512);

const rig = useRig();

/** In both themes; and as narrow as the smallest phone. */
async function expectGood(ops: OpsPage, state: string): Promise<void> {
  const { page } = ops;
  await expectAccessible(page, state);
  const wide = page.viewportSize();
  await page.setViewportSize(NARROW);
  // The browser tells of it before the page has its new size.
  await pollUntil(async () => (await page.evaluate("innerWidth")) === NARROW.width);
  await expectNoSidewaysScroll(page, state);
  if (wide !== null) await page.setViewportSize(wide);
}

const openPrepared = async (): Promise<OpsPage> => {
  const ops = await rig.open();
  await prepareAxe(ops.page);
  await ops.page.reload();
  return ops;
};

describe("the operations page has no violation of axe-core and fits 320 px", () => {
  it("while it asks for a token, refuses one, and is empty and healthy", async () => {
    const ops = await openPrepared();
    ops.watch.expectFailures(/status of 401/);
    await expectGood(ops, "sign-in");
    await ops.signIn(OPERATORS.expired);
    await ops.sees("The token is not taken");
    await expectGood(ops, "refused");
    await ops.signIn(OPERATORS.first);
    await ops.isCalled("Healthy");
    await ops.region("History").getByText("Show as table").first().click();
    await expectGood(ops, "empty");
    await ops.button("Keyboard").click();
    await ops.dialog("Keyboard shortcuts").waitFor();
    await expectGood(ops, "help");
  });

  it("while writes are held, letters are dead, and a dialog is open", async () => {
    await storeLetters(rig, [
      ...Array.from({ length: 59 }, (_, index) => deadIntent(index + 1)),
      { ...deadIntent(60, { key: LONGEST_KEY }), detail: LONGEST_KEY },
      unreadable("torn"),
    ]);
    await pause(rig, "index is rebuilt");
    await rig.user.put(`held-${LONGEST_KEY.slice(5)}`, "waits");
    await untilHeld(rig, 1);
    const ops = await openPrepared();
    await ops.signIn(OPERATORS.first);
    await ops.isCalled("Needs attention");
    await ops.region("Dead letters").getByText("Page 1 of 2").waitFor();
    await ops.button(/^Inspect held-/).click();
    await ops.region("Key inspector").getByText("No: the newest write waits.").waitFor();
    await ops.page.getByRole("checkbox", { name: "Select all on this page" }).check();
    await expectGood(ops, "letters, attention and a stale key");
    await ops.button(LONGEST_KEY).click();
    await expectGood(ops, "letter");
    await ops.dialog("Dead letter").getByRole("button", { name: "Close" }).click();
    await ops.button("Replay …").click();
    await ops.dialog("Replay dead letters").getByText("are meant").waitFor();
    await expectGood(ops, "replay dialog");
    await ops.dialog("Replay dead letters").getByRole("button", { name: "Cancel" }).click();
    await ops.button("Discard …").click();
    await expectGood(ops, "discard dialog");
    await ops.dialog("Discard dead letters").getByRole("button", { name: "Cancel" }).click();
  });

  it("while a replay is under way, is over, and when the server is gone", async () => {
    // So many that the replay outlasts the looks at it on a busy machine.
    await letWritesDie(rig, "replayed-", 200);
    await rig.ask(
      "/v1/dead-letters/replay",
      { method: "POST", body: JSON.stringify({ all: true, ratePerSecond: 1 }) },
      202,
    );
    const ops = await openPrepared();
    ops.watch.expectFailures(/net::ERR_CONNECTION_REFUSED/);
    await ops.signIn(OPERATORS.first);
    await ops.sees("Replay under way");
    await expectGood(ops, "replay");
    await ops.button("Cancel replay").click();
    await ops.sees("Replay cancelled");
    await expectGood(ops, "replay is over");
    await ops.page.route("**/v1/**", (route) => route.abort("connectionrefused"));
    await ops.refresh();
    await ops.sees(/^Stale: Sluice does not answer/);
    await expectGood(ops, "stale");
  });

  it("for somebody who may only look, and while a part of the answers is missing", async () => {
    await storeLetters(rig, [deadIntent(101)]);
    const ops = await openPrepared();
    ops.watch.expectFailures(/status of 503 .* at .*\/v1\/(usage|attention)$/);
    for (const path of ["usage", "attention"]) {
      await ops.page.route(`**/v1/${path}`, (route) =>
        route.fulfill({ status: 503, json: { detail: "the ledger does not answer" } }),
      );
    }
    await ops.signIn(OPERATORS.viewer);
    await ops.sees("This token may look only");
    await ops.region("Attention").getByText("Failed: the ledger does not answer.").waitFor();
    await ops.isCalled("Needs attention");
    await expectGood(ops, "partial");
    expect(await ops.region("Figures").getByRole("listitem").count()).toBe(6);
  });
});
