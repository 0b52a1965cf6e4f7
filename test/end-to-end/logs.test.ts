import { describe, expect, it } from "vitest";
import { pollUntil } from "../support/poll-until.ts";
import { type RunningSluice, runSluice } from "../support/run-sluice.ts";
import { sluiceUser } from "../support/sluice-user.ts";

const CANARY = "canary-that-no-log-may-hold";

/** Lines come a little later than what they tell of. */
const untilLogged = (sluice: RunningSluice, words: string): Promise<void> =>
  pollUntil(async () => sluice.logs().some((line) => line.includes(words)));

/** Whatever makes the Workers talk, with a canary in every place that a caller can fill. */
async function provoke(sluice: RunningSluice): Promise<void> {
  const user = sluiceUser(sluice);
  const key = `key-${CANARY}`;
  await sluice.strictKv.setFault({
    name: "refused",
    keys: { kind: "exact", key },
    effect: { kind: "refused", status: 400 },
  });
  const headers = { "Sluice-Metadata": JSON.stringify({ note: `metadata-${CANARY}` }) };
  await user.untilState(await user.put(key, `value-${CANARY}`, headers), "dead");
  const large = await user.put(`large-${CANARY}`, `${CANARY} `.repeat(10_000));
  await user.untilState(large, "applied");
  const { WRITES } = (await sluice.consumer.getEnv()) as { WRITES: Queue };
  await WRITES.send({ poison: `value-${CANARY}` });
  await WRITES.send(`raw-${CANARY}`, { contentType: "text" });
  await pollUntil(async () => (await user.deadLetters("?reason=unreadable")).length === 2);
  const refused = [
    sluice.fetch(`/v1/kv/default/${CANARY}`, {
      headers: { Authorization: `Bearer slc_test_${CANARY}` },
    }),
    sluice.fetch("/v1/intents", { method: "POST", body: `{"value-${CANARY}` }),
    sluice.fetch(`/v1/kv/default/x?${CANARY}=1`, { method: "PUT", body: CANARY }),
    sluice.fetch(`/v1/kv/default/%ff${CANARY}`),
  ];
  const statuses = (await Promise.all(refused)).map(({ status }) => status);
  expect(statuses).toEqual([401, 400, 422, 400]);
}

describe("the logs of both Workers", () => {
  it("hold no token, value, metadata or key, whatever goes wrong; each line is JSON", async () => {
    const sluice = await runSluice();
    await provoke(sluice);
    sluice.secrets.keep(CANARY);
    await untilLogged(sluice, '"kind":"batch-processed"');
    for (const line of sluice.logs()) expect(JSON.parse(line)).toHaveProperty("kind");
    await sluice.close();
  });

  it("are searched when Sluice is closed: a secret in them fails the run", async () => {
    const sluice = await runSluice();
    const user = sluiceUser(sluice);
    await user.untilState(await user.put("k", "v"), "applied");
    await untilLogged(sluice, "batch-processed");
    // What the log does say stands in for a value that it must not say.
    sluice.secrets.keep("batch-processed");
    await expect(sluice.close()).rejects.toThrow("logs hold what nobody may read there");
  });
});
