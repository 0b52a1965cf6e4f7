import type { Candidate } from "../../shared/ledger/key-state.ts";
import { aVersion } from "./versions.ts";

/** What the ledger is told of a put that never expires and travels inline. */
export const aCandidate = (fields: Partial<Candidate> = {}): Candidate => ({
  version: aVersion(),
  generation: 0,
  operation: "put",
  expiresAtMs: null,
  payloadSizeBytes: 0,
  onFailure: "dead-letter",
  priority: "normal",
  digest: null,
  tags: [],
  touch: null,
  carried: null,
  ...fields,
});
