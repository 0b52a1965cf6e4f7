import { describe, expect, it } from "vitest";
import type { DeadLetter } from "../../shared/dead-letter.ts";
import { deadIntent, unreadable } from "../support/letters.ts";
import { pause, untilHeld } from "./rig/operate.ts";
import { OPERATORS } from "./rig/operators.ts";
import type { OpsPage } from "./rig/ops-page.ts";
import { storeLetters } from "./rig/seed-letters.ts";
import { useRig } from "./rig/use-rig.ts";

const IMAGE = `<img src=x onerror="window.isPwned=1;alert('key')">`;
const SCRIPT = `</script><script>window.isPwned=1</script>`;
const TEMPLATE = `{{constructor.constructor('window.isPwned=1')()}}\${window.isPwned=1}`;
const LINK = "javascript:window.isPwned=1";
/** Turns round what follows, so that a name shows as another; and a line of its own in a log. */
const DISGUISE = "gpj.\u202Eexe\u0007\r\nReplay finished";

const HOSTILE = [IMAGE, SCRIPT, TEMPLATE, LINK];

const hostilePut = (content: string) => ({
  op: "put",
  key: content,
  value: `value: ${content}`,
  contentType: "text/html",
  metadata: { note: `metadata: ${content}` },
});

const hostileLetters = (content: string, index: number): readonly DeadLetter[] => [
  { ...deadIntent(index + 1, { key: `error ${content}` }), detail: content },
  { ...unreadable(content), detail: content },
];

const rig = useRig();

/** Elements that nothing but injected markup would bring, and what injected script would leave. */
async function expectHarmless({ page }: OpsPage): Promise<void> {
  const foreign = await page
    .locator("#app :is(img, script, iframe, [onerror], [href^=javascript])")
    .count();
  expect(foreign).toBe(0);
  expect(await page.evaluate("window.isPwned")).toBeUndefined();
}

describe("hostile content on the operations page", () => {
  it("is text as a key, as metadata, as an error and as the name of a message", async () => {
    await rig.sluice.strictKv.setFault({
      name: "all",
      keys: { kind: "prefix", prefix: "" },
      effect: { kind: "refused", status: 400 },
    });
    const receipts = await rig.user.sendIntents(HOSTILE.map(hostilePut));
    for (const receipt of receipts) await rig.user.untilState(receipt, "dead");
    await rig.sluice.strictKv.clearFaults();
    await storeLetters(rig, HOSTILE.flatMap(hostileLetters));

    const ops = await rig.open();
    await ops.signIn(OPERATORS.first);
    await ops
      .region("Dead letters")
      .getByText(`${HOSTILE.length * 3} letters.`)
      .waitFor();
    await expectHarmless(ops);
    for (const content of HOSTILE) {
      await ops.button(content).click();
      await ops.dialog("Dead letter").getByRole("button", { name: "Inspect key" }).click();
      const report = ops.region("Key inspector").locator(".report");
      await report.getByText(`${content} in default`).waitFor();
      await report.getByText("No: the newest write is dead.").waitFor();
      await ops.button(`error ${content}`).click();
      await ops.dialog("Dead letter").getByText(content, { exact: true }).waitFor();
      await expectHarmless(ops);
      await ops.dialog("Dead letter").getByRole("button", { name: "Close" }).click();
    }
  });

  it("is text when the reason of a pause is an image, and a held key a script", async () => {
    await pause(rig, IMAGE);
    await rig.user.sendIntents([{ op: "put", key: SCRIPT, value: "one that waits" }]);
    await untilHeld(rig, 1);
    const ops = await rig.open();
    await ops.signIn(OPERATORS.first);
    await ops.region("Attention").getByText(IMAGE).waitFor();
    await ops.button(`Inspect ${SCRIPT}`).click();
    await ops.region("Key inspector").getByText("No: the newest write waits.").waitFor();
    await expectHarmless(ops);
  });

  it("is text when it stands in the filter of a link", async () => {
    const filter = new URLSearchParams({ reason: IMAGE, namespace: SCRIPT, keyPrefix: TEMPLATE });
    const ops = await rig.open({}, `/ops?${filter}#${IMAGE}`);
    ops.watch.expectFailures(/status of 4\d\d .* at .*\/v1\/dead-letters/);
    await ops.signIn(OPERATORS.first);
    await ops.isCalled("Healthy");
    const key = ops.page.getByRole("searchbox", { name: "Key begins with" });
    expect(await key.inputValue()).toBe(TEMPLATE);
    await ops.region("Dead letters").getByRole("alert").waitFor();
    await expectHarmless(ops);
  });

  it("cannot disguise itself by marks of direction and control characters", async () => {
    await storeLetters(rig, [deadIntent(HOSTILE.length + 1, { key: DISGUISE })]);
    const ops = await rig.open();
    await ops.signIn(OPERATORS.first);
    const shown = await ops.region("Dead letters").locator("table.letters tbody").innerText();
    for (const mark of ["\u202E", "\u0007", "\r"]) expect(shown).not.toContain(mark);
    expect(shown).toContain("exe");
  });

  it.each(["/ops", "/ops/", "/ops.html"])(
    "meets at %s a page that allows no other script",
    async (path) => {
      const response = await fetch(rig.sluice.url + path);
      expect(response.url).toBe(`${rig.sluice.url}/ops`);
      const policy = response.headers.get("Content-Security-Policy") ?? "";
      expect(policy).toContain("default-src 'none'; script-src 'self'");
      expect(policy).toContain("require-trusted-types-for 'script'; trusted-types 'none'");
      expect(policy).not.toContain("unsafe");
      const html = await response.text();
      expect(html).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=|\sstyle=/);
    },
  );
});
