import { CANARY_PREFIX } from "../../shared/canary-key.ts";
import type { QueueMeterName, Services } from "../ports.ts";
import type { TestName } from "./advice.ts";
import { type DiagnosticTest, failed, passed, skipped, type Verdict } from "./diagnostic-test.ts";

type Ports = Pick<Services, "gate" | "settings" | "values" | "payloads" | "probes" | "versions">;

const QUEUE_TESTS: readonly (readonly [TestName, QueueMeterName])[] = [
  ["queue.writes", "writes"],
  ["queue.immediate", "immediate"],
  ["queue.dead-letters", "deadLetters"],
];

/** One test per binding, each against the real thing. None leaves anything behind. */
export function bindingTests(
  services: Ports,
  namespaces: readonly string[],
): readonly DiagnosticTest[] {
  const { probes, settings } = services;
  return [
    ...namespaces.flatMap((namespace) => kvTests(services, namespace)),
    ...QUEUE_TESTS.map(([name, queue]) => ({
      name,
      run: async () => {
        const { messages } = await probes.queue(queue);
        return passed(`answered; about ${messages} messages`);
      },
    })),
    { name: "r2", run: () => testPayloads(services) },
    ...Array.from({ length: settings.LEDGER_SHARDS }, (_, shard) => ({
      name: "ledger" as const,
      shard,
      run: async () => {
        await probes.shard(shard);
        return passed("answered");
      },
    })),
    {
      name: "dead-letter-store",
      run: async () => passed(`answered; ${await probes.countLetters()} dead letters`),
    },
    {
      name: "gate",
      run: async () => {
        const states = await services.gate.states(namespaces);
        const stopped = states.filter(({ pause, breaker }) => pause !== null || breaker !== null);
        if (stopped.length === 0) return passed("answered; nothing is paused or broken");
        const names = stopped.map(({ namespace }) => namespace).join(", ");
        return passed(`answered; paused, or behind an open breaker: ${names}`);
      },
    },
  ];
}

function kvTests({ values }: Ports, namespace: string): readonly DiagnosticTest[] {
  return [
    {
      name: "kv.read",
      namespace,
      run: async () => {
        // Nothing is ever stored under the prefix alone.
        const stored = await values.get({ namespace, key: CANARY_PREFIX });
        await stored?.body.cancel();
        return passed("answered");
      },
    },
    {
      name: "kv.list",
      namespace,
      run: async () => {
        await values.list({ namespace, prefix: CANARY_PREFIX, limit: 1, cursor: null });
        return passed("answered");
      },
    },
  ];
}

/**
 * Stores, reads and deletes an object as large values are stored. Should the deletion fail, the daily
 * sweep finds the object like any payload that nothing refers to.
 */
async function testPayloads({ payloads, probes, settings, versions }: Ports): Promise<Verdict> {
  if (payloads === null) {
    return skipped(
      `no bucket is bound as PAYLOADS: values over ${settings.INLINE_LIMIT_BYTES} bytes get 413`,
    );
  }
  const version = versions.next();
  const [namespace = ""] = Object.keys(settings.NAMESPACES);
  const bytes = new TextEncoder().encode(`canary ${version}`);
  const name = { namespace, key: CANARY_PREFIX + version, version };
  try {
    const upload = await payloads.begin(name, bytes.byteLength);
    await upload.write(bytes);
    await upload.complete();
    const text = await probes.readPayload(version);
    if (text !== `canary ${version}`) return failed("what was read is not what was stored");
  } finally {
    await payloads.delete(version);
  }
  return passed("stored, read and deleted an object");
}
