import type { Dice } from "../../shared/backoff.ts";
import type { Report } from "../../shared/events.ts";
import type { DeadLetterSink } from "../../shared/ports.ts";
import type { ViewDefinition } from "../../shared/views/view-setting.ts";
import type { LedgerClient } from "../ledger-client.ts";
import type { ApplyPorts } from "./apply-write.ts";

/** What the handling of a batch needs of the world. */
export type BatchPorts = ApplyPorts & {
  readonly dice: Dice;
  /** A name for one batch that no other batch has. */
  readonly token: () => string;
  readonly ledger: LedgerClient;
  readonly deadLetters: DeadLetterSink;
  readonly report: Report;
  /** Keys of views: their values go to the ledger with the report, for the news. Absent: none. */
  readonly views?: readonly ViewDefinition[];
  /** See `BROUGHT_LENGTH`, which it is when absent. */
  readonly broughtLength?: number;
  readonly times: { readonly PUT_TIMEOUT_MS: number; readonly LEASE_MS: number };
};
