import type * as z from "zod/mini";
import { IntentInput } from "../../producer/accept/intent-input.ts";
import { PartialReceipt, Receipt } from "../../producer/accept/receipt.ts";
import { Health } from "../../producer/health.ts";
import { Backlog } from "../../producer/operations/backlog.ts";
import { DeadLetterAnswer } from "../../producer/operations/dead-letter-answer.ts";
import { Figures } from "../../producer/operations/figures-schema.ts";
import { NamespaceAnswer } from "../../producer/operations/namespaces.ts";
import { ReplayAnswer } from "../../producer/operations/replay.ts";
import { KeyStatusAnswer } from "../../producer/operations/status.ts";
import { ViewAnswer } from "../../producer/operations/views.ts";
import { ProblemDocument } from "../../producer/problems.ts";
import { KeyList } from "../../producer/read/list-keys.ts";
import { BulkResult } from "../../producer/rest/accept-bulk.ts";
import { FailureEnvelope } from "../../producer/rest/envelope.ts";
import { PurgeAnswer } from "../../producer/tags/purge-tag.ts";
import { FailureReason } from "../../shared/failure.ts";
import { Version } from "../../shared/version.ts";

/** Schemas with a section of their own in the document; all others stand where they are used. */
export const NAMED_SCHEMAS: Readonly<Record<string, z.core.$ZodType>> = {
  Backlog,
  BulkResult,
  DeadLetter: DeadLetterAnswer,
  FailureEnvelope,
  FailureReason,
  Figures,
  Health,
  Intent: IntentInput,
  KeyList,
  KeyStatus: KeyStatusAnswer,
  Namespace: NamespaceAnswer,
  PartialReceipt,
  Problem: ProblemDocument,
  Purge: PurgeAnswer,
  Receipt,
  Replay: ReplayAnswer,
  Version,
  View: ViewAnswer,
};
