import type { PutDraft } from "../../producer/accept/write-draft.ts";

/** A put of a key as a caller asks for it who says no more than this. */
export const aPutDraft = (draft: Pick<PutDraft, "key"> & Partial<PutDraft>): PutDraft => ({
  op: "put",
  namespace: "default",
  priority: "normal",
  onFailure: "dead-letter",
  expiration: undefined,
  metadata: undefined,
  contentType: undefined,
  tags: undefined,
  ...draft,
});
