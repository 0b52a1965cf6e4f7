import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { pollUntil } from "../support/poll-until.ts";
import { type RunningSluice, runSluice } from "../support/run-sluice.ts";
import { sluiceUser } from "../support/sluice-user.ts";

const HOOK_URL = "https://hooks.invalid/T000/very-secret-path";
const MINUTE = { cron: "* * * * *", scheduledTime: new Date() };
const realFetch = globalThis.fetch;

type Told = { readonly condition: string; readonly state: string };

/** Stands where the Workers' requests leave for the internet: real TLS needs a real name. */
function receive(told: Told[]) {
  vi.stubGlobal("fetch", async (input: string, init: RequestInit) => {
    if (input !== HOOK_URL) return realFetch(input, init);
    told.push(await new Response(init.body).json());
    return new Response("thank you", { status: 200 });
  });
}

afterEach(() => vi.unstubAllGlobals());

describe("alerts", () => {
  let sluice: RunningSluice;
  beforeAll(async () => {
    sluice = await runSluice({ secrets: { ALERT_WEBHOOK_URL: HOOK_URL } });
  });
  afterAll(() => sluice?.close());

  it("tell a webhook once of dead letters, and never log its address", async () => {
    const told: Told[] = [];
    receive(told);
    expect(await sluice.consumer.scheduled(MINUTE)).toMatchObject({ outcome: "ok" });
    expect(told).toEqual([]);

    const user = sluiceUser(sluice);
    await sluice.strictKv.setFault({
      name: "refused",
      keys: { kind: "exact", key: "refused" },
      effect: { kind: "refused", status: 400 },
    });
    await user.untilState(await user.put("refused", "kept"), "dead");
    // The ledger knows of it before the letter is stored.
    await pollUntil(async () => (await user.deadLetters()).length === 1);
    await sluice.consumer.scheduled(MINUTE);
    await sluice.consumer.scheduled(MINUTE);
    expect(told).toEqual([
      {
        id: expect.stringMatching(/^dead_letters\/\d+\/firing$/),
        condition: "dead_letters",
        state: "firing",
        since: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        summary: "Dead letters wait for a replay or a discard: 1.",
        details: { deadLetters: 1 },
      },
    ]);
    const delivered = '{"kind":"alert-delivered","condition":"dead_letters","state":"firing"}';
    await pollUntil(async () => sluice.logs().includes(delivered));
  });

  it("leave the sweep to every other schedule", async () => {
    await sluice.consumer.scheduled({ cron: "17 3 * * *", scheduledTime: new Date() });
    const swept = () => sluice.logs().filter((line) => line.includes('"kind":"swept"'));
    await pollUntil(async () => swept().length > 0);
    // None of the minutes before has swept.
    expect(swept()).toHaveLength(1);
  });
});

describe("an address for alerts that is not https", () => {
  it("stops the consumer with a sentence that names the setting and not the address", async () => {
    const secrets = { ALERT_WEBHOOK_URL: "http://hooks.invalid/T000/very-secret-path" };
    const sluice = await runSluice({ secrets });
    await sluice.consumer.scheduled(MINUTE).catch(() => undefined);
    const user = sluiceUser(sluice);
    await user.put("k", "a value that waits");
    await vi.waitFor(
      () => {
        const lines = sluice.logs().filter((line) => line.includes("ALERT_WEBHOOK_URL: expected"));
        expect(lines).not.toEqual([]);
      },
      { timeout: 20_000, interval: 50 },
    );
    await sluice.close();
  });
});
