import { runInDurableObject } from "cloudflare:test";
import { env as bindings } from "cloudflare:workers";
import { expect, it } from "vitest";
import type { ConsumerEnv } from "../../consumer/bindings.ts";

const { LEDGER } = bindings as unknown as ConsumerEnv;
const LINES = 200;

// What would go wrong is that the run never ends; vitest.config.ts has the reason.
it("lines that an object logs after the last test do not keep the run from ending", async () => {
  const timers = await runInDurableObject(LEDGER.getByName("late"), () =>
    Array.from({ length: LINES }, (_, delayMs) =>
      setTimeout(() => console.log("a line that comes late"), delayMs),
    ),
  );
  expect(timers).toHaveLength(LINES);
});
