/** What a parameter or a member of a body means; null when its name says it all. */
export function noteOf(place: string, member: string): string | null {
  return NOTES[`${place}.${member}`] ?? NOTES[member] ?? null;
}

const FIGURES = {
  accepted: "Versions seen for the first time.",
  applied: "Versions that ended applied, unchanged ones among them.",
  held: "Intents that began to wait, by reason.",
  dead: "Versions that became dead letters.",
};

const VIEW = {
  prefix: "Keys that begin with it are in the view.",
  key: "Where the document is written.",
  skipped: "Values that are not shown, by reason.",
  unread: "Values that are still to be read from KV.",
  document: "The last one that was sent.",
  sizeBytes: "Bytes of the document.",
  lastWrittenAt: "When the view last heard that KV holds a document it had sent.",
};

const NAMESPACE = {
  pause: "What an operator has stopped.",
  breaker: "Open because writes failed.",
  since: "Since when it is stopped.",
  until: "After this, single writes try whether KV works again.",
  reason: "As whoever paused it gave it.",
  confirmed: "Whether all shards of the ledger go by this.",
};

const PURGE = {
  state: "How far it is.",
  matched: "Keys with the tag when it began, and those that came late.",
  skipped: "Written again, or without the tag, before their turn.",
  enqueued: "Sent as deletions.",
};

const of = (place: string, notes: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(notes).map(([member, note]) => [`${place}.${member}`, note]));

/**
 * By name, since one word stands for one idea; where it does not, by the name of the schema or
 * operation before it (`path` for path parameters). A test asks for a note of every parameter.
 */
const NOTES: Readonly<Record<string, string>> = {
  namespace: "A public name of the setting `NAMESPACES`.",
  "Intent.namespace": "A public name of the setting `NAMESPACES`; default `default`.",
  "purgeTag.namespace": "Only keys of this one; default: every one that the token covers.",
  "diagnostics.namespace": "Only this one; default: every one that the token covers.",
  key: "1 to 512 bytes of UTF-8.",
  "path.key": "1 to 512 bytes of UTF-8, as one segment: encoded as `encodeURIComponent` does.",
  op: "What is done to the key.",
  id: "As a list or an answer gave it.",
  "path.name": "Of a view, as in the setting `VIEWS`.",
  tag: "As it was given to the writes.",
  "path.tag": "As it was given to the writes, encoded as one segment.",
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
  tags: "Up to 16, of 1 to 64 printable ASCII characters each; given back as `Cache-Tag`.",
  "Intent.value": "The value as text. Either this or `valueBase64`.",
  valueBase64: "The value as base64 with padding, for bytes that are no text.",

  version: "Opaque; versions of a key sort as they were accepted.",
  acceptedAt: "When the write was accepted.",
  newest: "The newest version that the ledger has seen, whatever became of it.",
  applied: "The newest version that was written to KV.",
  state: "What became of it.",
  found: "Of an applied touch: whether the key held a value.",
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
  note: "Why, for the audit: up to 500 characters.",
  expected: "How many match: with another count nothing is discarded.",
  keyPrefix: "Only those whose key begins with this.",
  since: "Only those last seen at or after this time.",
  until: "Only those last seen before this time.",
  "listDeadLetters.total": "All that match, not only this page.",
  "listDeadLetters.values":
    "`true`: with what each would have written; needs the scope `read`, too.",
  "listDeadLetters.content": "What it would have written, in the fields of `POST /v1/intents`.",
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
  "Replay.state": "How far it is.",
  "listAudit.ids": "How many were named.",
  ...of("Purge", PURGE),
  "purgeTag.matched": "Keys that carry the tag now.",
  "purgeTag.ratePerSecond": "The pace; default is the setting `PURGE_PER_SECOND`.",
  ...of("View", VIEW),
  ...of("Namespace", NAMESPACE),
  "pauseNamespace.reason": "Why, for whoever looks at the pause: up to 500 characters.",

  window: "How far back: `1h` (default), `24h` or `7d`.",
  sinceStart: "Since the ledger was made; these never fall.",
  series: "In the order of time; the last step is not over yet.",
  ...of("Figures", FIGURES),
  ...of("metrics", FIGURES),
  "metrics.until": "The end of the last step.",
  "metrics.limit": "Of the UTC day.",
  "metrics.pending": "Versions that were not final when the step ended.",
  unchanged: "Applied without a KV write.",
  kvCalls: "Calls by outcome; `quota` was refused before any request.",
  reads: "Approximate: an isolate that ends loses ten seconds.",
  coalescingRatio: "Ended applied, expired or superseded, for each call that reached KV.",
  acceptToApplied: "From the version's time until its success was reported.",
  budgets: "Daily budgets and what today has used of them.",
  "usage.limit": "Of the UTC day.",
  trend: "The last hour against the hour before.",
  usedUpAt: "At the rate of the last hour; null when it lasts until `resetsAt`.",
  origin: "`free-plan`: a limit of accounts that do not pay.",

  complete: "False when more keys wait than were looked at.",
  unknownOutcomes: "A write may still land; after `until` the newest value is written again.",
  hotKeys: "Those with the most superseded versions of the last hour.",
  longestHeld: "What waits in the ledger; without `notBefore` until an operator resumes.",
  clockAheadMs: "How far the newest version lies ahead of the ledger's clock.",
  superseded: "Overtaken by a newer version.",
  "attention.superseded": "Versions of the last hour that newer ones have overtaken.",
  "attention.since": "Since when it waits.",
  "attention.until": "It may still land before this.",
  scopes: "What the token may do.",
  pending: "Versions that the ledger has seen and that are not final.",
  held: "Those of them that wait in the ledger.",
  dead: "Dead letters with a version.",
  oldestAgeMs: "Age of what waits longest, in milliseconds.",
  "Problem.type": "`urn:sluice:problem:` and a name that stays.",
  pointer: "A JSON pointer into the body.",
};
