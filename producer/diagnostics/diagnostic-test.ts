import * as z from "zod/mini";
import { detailOf } from "../events.ts";
import type { Services } from "../ports.ts";
import { ADVICE, type TestName } from "./advice.ts";
import { within } from "./within.ts";

/** What one test came to. */
export const TestResult = z.lazy(() =>
  z.object({
    name: z.string(),
    /** For tests of a namespace. */
    namespace: z.exactOptional(z.string()),
    /** For tests of a ledger shard. */
    shard: z.exactOptional(z.int()),
    result: z.enum(["ok", "failed", "skipped"]),
    /** Why it came to that. */
    detail: z.string(),
    durationMs: z.int(),
    /** What to do; absent when nothing is. */
    advice: z.exactOptional(z.string()),
  }),
);
export type TestResult = z.infer<typeof TestResult>;

export type Verdict = { readonly kind: "ok" | "failed" | "skipped"; readonly detail: string };

export const passed = (detail: string): Verdict => ({ kind: "ok", detail });
export const failed = (detail: string): Verdict => ({ kind: "failed", detail });
export const skipped = (detail: string): Verdict => ({ kind: "skipped", detail });

export type DiagnosticTest = {
  readonly name: TestName;
  readonly namespace?: string;
  readonly shard?: number;
  /** Rejects with the error of what it tried. */
  readonly run: () => Promise<Verdict>;
};

type Ports = Pick<Services, "clock" | "report">;

/** Runs one test; whatever it does, it ends in a result within `timeoutMs`. */
export async function runTest(
  ports: Ports,
  { name, namespace, shard, run }: DiagnosticTest,
  timeoutMs: number,
): Promise<TestResult> {
  const startMs = ports.clock.now();
  const { kind, detail } = await verdictOf(ports, name, run, timeoutMs);
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(shard === undefined ? {} : { shard }),
    result: kind,
    detail,
    durationMs: Math.max(0, Math.round(ports.clock.now() - startMs)),
    ...(kind === "failed" ? { advice: ADVICE[name] } : {}),
  };
}

async function verdictOf(
  { clock, report }: Ports,
  name: TestName,
  run: () => Promise<Verdict>,
  timeoutMs: number,
): Promise<Verdict> {
  try {
    return await within(clock, timeoutMs, run());
  } catch (error) {
    const detail = detailOf(error);
    report({ kind: "service-failed", service: `diagnostics ${name}`, detail });
    return failed(detail);
  }
}
