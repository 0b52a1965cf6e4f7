/** Why a goal is missed and what could be done next, by the id of the goal. */
const NOTES: Readonly<Record<string, string>> = {
  optimum:
    "a put carries the newest write that the consumer has, while newer ones of its key may still wait in the " +
    "queue for their batch; the optimum has no queue and takes them along. Next: nothing; waiting for them " +
    "would cost every write its freshness.",
  freshness:
    "a write that meets a full second of its key waits for that and for its batch, and its release goes " +
    "through a queue once more. Next: apply due intents in the ledger's alarm instead of sending them back.",
  "steady-fresh-p50":
    "half of a key's second, plus the way back through the immediate queue (send, deliver, admit: about " +
    "50 ms). Next: apply due intents in the ledger's alarm, which saves that way and costs a second apply " +
    "path; 40 to 100 ms in a model.",
  "steady-fresh-p99": "see the p50 of the same setting.",
  "steady-fresh-longest": "see the p50 of the same setting.",
  "steady-default-p99": "see the p50 of batch 25; a batch of 100 fills half a second later.",
  "steady-default-longest": "see the p50 of batch 25; a batch of 100 fills half a second later.",
  "rows-held":
    "admitted, held with an index entry, released, admitted once more, settled: five steps of a row each and " +
    "an index entry, which the platform bills as a row. Next: admit and hold in one call, when the shard " +
    "knows already that the key has to wait.",
  "rows-replaced":
    "a batch that brings newer writes of a held key writes the key's row twice (admitted, held), whatever the " +
    "number of its messages; so the figure depends on how many writes of a key share a batch (ten here). It " +
    "was twice as much before the index entry was left alone. Next: admit and hold in one call.",
  "cpu-plan":
    "nearly all of it is the check of the envelope by zod. Next: check by hand what is compared anyway (key, " +
    "version, digest) and leave the rest to the schema only when that fails.",
  "cpu-batch":
    "every write makes an abort controller, a timer and several promises; the ledger's state of a key is " +
    "copied at each step. Next: one timer per batch.",
  "growth-keys":
    "deeper B-trees in SQLite and colder caches. Rows are found by key, never by a scan.",
  "growth-backlog":
    "the index of what is due grows with the backlog, and every call asks it for the earliest. Next: keep " +
    "the earliest time in the shard's row.",
  "ledger-speed":
    "the machine's cores also run the driver, and each call crosses two isolates with a hundred candidates " +
    "as structured clones. Next: send only what changes the decision.",
  "ledger-shards":
    "cannot be met here: local objects of one Worker share one thread, and a batch over eight shards makes " +
    "sixteen calls instead of two. On the platform each object has a thread of its own.",
  "producer-speed":
    "the emulated queue and the emulated KV are not what the platform has: the line for `Queue.send` in the " +
    "same table shows what is theirs. What is ours has no single hot spot in a profile (about 0.2 ms in Node: " +
    "router, token, checks, digest, mark in the edge cache, receipt). Next: one emulated call less, by marking " +
    "a write in the edge cache only where reads of that key were cached.",
  "producer-tail": "as for requests per second.",
  "end-to-end-20":
    "the producer's work per request is the limit before the consumer's (see the benchmark of the producer), " +
    "and the last write of each key waits for its batch and its second, which the example, over a KV without " +
    "a limit, does not. Next: what is said of the producer.",
  "end-to-end-1000": "as on 20 keys, and little is coalesced; each batch asks all eight shards.",
  "bundle-producer":
    "zod weighs a third before gzip (217 kB; 109 kB minified), with its JSON Schema writer, which no Worker " +
    "uses; lru-cache 26 kB; the rest is ours. Next, cheapest first: `minify = true` in both TOML files " +
    "(102 kB), `keep_names = false` with it (94 kB), lru-cache by forty lines (about 5 kB), `zod/mini`.",
  "bundle-consumer":
    "as for the producer: minified 77 kB, without names 70 kB; then zod is half of what is left, for four " +
    "schemas.",
};

/** A test looks that every goal which a record misses has a note. */
export const noteOn = (id: string): string => NOTES[id] ?? "not explained yet.";

export const hasNote = (id: string): boolean => Object.hasOwn(NOTES, id);
