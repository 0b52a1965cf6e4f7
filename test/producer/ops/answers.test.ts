import { describe, expectTypeOf, it } from "vitest";
import type * as z from "zod/mini";
import type { AttentionAnswer } from "../../../producer/operations/attention.ts";
import type { AuditAnswer } from "../../../producer/operations/audit.ts";
import type { DeadLetterAnswer } from "../../../producer/operations/dead-letter-answer.ts";
import type { Metrics } from "../../../producer/operations/metrics.ts";
import type { NamespaceAnswer } from "../../../producer/operations/namespaces.ts";
import type { ReplayAnswer } from "../../../producer/operations/replay.ts";
import type { KeyStatusAnswer } from "../../../producer/operations/status.ts";
import type { TokenAnswer } from "../../../producer/operations/token.ts";
import type { Usage } from "../../../producer/operations/usage.ts";
import type * as page from "../../../producer/ops/api/answers.ts";

/** Checked by the compiler: what a route answers is what the page takes it for. */
describe("the answers of the API", () => {
  it("are what the page reads", () => {
    expectTypeOf<z.infer<typeof Metrics>>().toExtend<page.Metrics>();
    expectTypeOf<z.infer<typeof Usage>>().toExtend<page.Usage>();
    expectTypeOf<z.infer<typeof NamespaceAnswer>>().toExtend<page.NamespaceState>();
    expectTypeOf<z.infer<typeof AttentionAnswer>>().toExtend<page.Attention>();
    expectTypeOf<z.infer<typeof TokenAnswer>>().toExtend<page.TokenInfo>();
    expectTypeOf<z.infer<typeof KeyStatusAnswer>>().toExtend<page.KeyStatus>();
    expectTypeOf<DeadLetterAnswer>().toExtend<page.DeadLetter>();
    expectTypeOf<ReplayAnswer>().toExtend<page.Replay>();
    expectTypeOf<AuditAnswer>().toExtend<page.AuditEntry>();
  });
});
