/** What a parameter or a member of a body means; null when its name says it all. */
export function noteOf(place: string, member: string): string | null {
  return NOTES[`${place}.${member}`] ?? NOTES[member] ?? null;
}

/**
 * By name, since one word stands for one idea; where it does not, by the name of the schema or
 * operation before it (`path` for path parameters). A test asks for a note of every parameter.
 */
const NOTES: Readonly<Record<string, string>> = {
  namespace: "A public name of the setting `NAMESPACES`.",
  key: "1 to 512 bytes of UTF-8.",
  "path.key": "1 to 512 bytes of UTF-8, as one segment: encoded as `encodeURIComponent` does.",
  op: "What is done to the key.",
  id: "As a list or an answer gave it.",
  "path.name": "Of a view, as in the setting `VIEWS`.",
  "path.account": "Any name: Sluice serves one account.",

  expirationTtl: "Life in seconds, at least 60. Either this or `expiration`.",
  expiration: "When the value ends, in epoch seconds.",
  priority: "`immediate` does not wait for a batch to fill; default `normal`.",
  onFailure: "What becomes of a write that fails for good; default `dead-letter`.",
  skipUnchanged:
    "`false`: written also if KV holds the same already; default: the setting `SKIP_UNCHANGED`.",
  after: "A version: this write is ordered after it.",
  metadata: "Any JSON, kept with the value; at most 1,024 bytes with the stamp of Sluice.",
  contentType: "Media type, given back on reads.",
  "Intent.value": "The value as text. Either this or `valueBase64`.",
  valueBase64: "The value as base64 with padding, for bytes that are no text.",

  version: "Opaque; versions of a key sort as they were accepted.",
  acceptedAt: "When the write was accepted.",
  newest: "The newest version that the ledger has seen, whatever became of it.",
  applied: "The newest version that was written to KV.",
  state: "What became of it.",
  heldFor: "Why a pending version waits in the ledger.",
  notBefore: "It waits at least until then.",

  debug: "`true`: past all caches to the key's source; `Sluice-Debug` says what happened.",
  "no-kv-cache": "`true`: neither reads nor writes KV, only the edge and the key's source.",
  prefix: "Only keys that begin with this.",
  limit: "Most entries of one page.",
  cursor: "Where the next page begins, as the page before gave it.",
  list_complete: "False when `cursor` leads to more.",

  reason: "Why a write was given up.",
  detail: "Words for people; they may change.",
  failures: "Counted failures; waiting is none.",
  keyPrefix: "Only those whose key begins with this.",
  since: "Only those last seen at or after this time.",
  until: "Only those last seen before this time.",
  "listDeadLetters.total": "All that match, not only this page.",
  expiration_ttl: "Life in seconds, at least 60; with both given, `expiration` does not count.",
  "putRestValue.value": "The value, as text or as a file.",
  "putRestValue.metadata": "Any JSON, as text.",
  "bulkWrite.value": "The value as text; with `base64`, as base64 with padding.",
  base64: "`true`: the value is decoded before it is stored.",
  type: "`json` parses every value; default `text`.",
  withMetadata: "`true`: each value stands beside its metadata.",
  values: "By key; null where there is none.",
  successful_key_count: "Keys whose writes are durably queued.",
  unsuccessful_keys: "Not confirmed; they may still take effect. Send them again.",
  result_info: "`cursor` is empty at the end.",
  sizeBytes: "Bytes of the encoded write.",
  ids: "Exactly one of `ids`, `filter` and `all`.",
  filter: "Every condition has to hold.",
  all: "Every dead letter that the token covers.",
  dryRun: "Only count.",
  ratePerSecond: "The pace; default is the setting `REPLAY_PER_SECOND`.",
  matched: "What the selection means.",
  skipped: "A newer write exists, or it is no dead letter any more.",
  enqueued: "Sent again.",

  pending: "Versions that the ledger has seen and that are not final.",
  held: "Those of them that wait in the ledger.",
  dead: "Dead letters with a version.",
  oldestAgeMs: "Age of what waits longest, in milliseconds.",
  pointer: "A JSON pointer into the body.",
};
