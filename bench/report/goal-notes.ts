/** Why a goal is missed and what could be done next, by the id of the goal. */
const NOTES: Readonly<Record<string, string>> = {
  "wrong-values":
    "keys whose newest write was refused: the queue or the isolate failed on its way in, and the caller got an " +
    "error and did not try again here. No accepted write is wrong or missing, which the benchmark checks. Next: " +
    "nothing; a caller who tries again has it.",
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
  "steady-fresh-longest":
    "in the model one message of a hundred is up to two seconds on its way; here it was a key's last release, which " +
    "no newer write covers. Next: as for the p50, since what the alarm applies takes no queue.",
  "steady-default-p99": "see the p50 of batch 25; a batch of 100 fills half a second later.",
  "steady-default-longest": "see the p50 of batch 25; a batch of 100 fills half a second later.",
  "rows-held":
    "held as it is admitted, with an index entry, released, granted, settled: four steps of a row each and an " +
    "index entry, which the platform bills as a row, make five; the rest is the shard's own row and the alarm, " +
    "once per call. Next: a row for all that a call holds in place of the index entries.",
  "rows-replaced":
    "a batch that brings newer writes of a held key writes the key's row and the shard's, whatever the number of " +
    "its messages; so the figure depends on how many writes of a key share a batch (ten here): ten rows of " +
    "keys and one of the shard for a hundred messages. Next: nothing; the shard's row has the counters, which " +
    "change with the keys or not at all.",
  "cpu-plan":
    "the check of the envelope by zod is most of it. Next: check by hand what is compared anyway (key, version, " +
    "digest) and leave the rest to the schema only when that fails.",
  "cpu-batch":
    "every write makes an abort controller, a timer and several promises; the ledger's state of a key is " +
    "copied at each step. Next: one timer per batch.",
  "growth-keys":
    "the B-tree of a million keys is deeper. Rows are found by key, never by a scan; a busy machine makes some " +
    "hundredths of it.",
  "growth-backlog":
    "a key is one row, and the intent that waits is a column of it. A row over 1,002 bytes, as held ones are, " +
    "ends on pages of its own, and SQLite compares the key of such a row only after it has read all of it. So each of " +
    "the ten (1,000 keys) to twenty (1,000,000) comparisons on the way to a key reads the value of another key that " +
    "waits: 10 and 26 reads of the file per intent, past the page cache; 0.1 with idle keys. Without the bodies the " +
    "same backlog is flat, see the last column. It is not the alarm's query (0.3 and 1.1 µs of an intent), the commit, the " +
    "size of the page cache or the journal (44 µs with WAL). See decision 0003. Next: while a key waits, its state and " +
    "its body in a table by number, and that number in the key's row: as many rows written as now.",
  "ledger-speed":
    "in workerd the statement costs more than the row; the keys of a call are read by one statement, but written " +
    "by one each, twice per intent. The driver and other work share the cores. Next: measure on an idle machine, " +
    "then write the keys of a call by one statement, too.",
  "ledger-shards":
    "a busy machine: 0.9 was seen as well. Shards share nothing, and with as many queues as shards a batch makes two calls. " +
    "With one queue it makes sixteen over eight shards, each with its message, transaction and row of the shard, for 12 " +
    "keys instead of 100, and on a disk a flush each (1,765 for 100 batches, 297 with one shard). Next: nothing; see " +
    "docs/scale.md for `WRITE_QUEUES`.",
  "producer-speed":
    "of workerd's CPU for a request, by leaving parts out: 40 % is the mark in the edge cache, as dear as `KV.put` " +
    "in the local emulation, 10 to 17 % the local route through static files; neither is in the baseline, and on the " +
    "platform neither takes CPU of the Worker. The producer's own code and its send take no more than a bare " +
    "`Queue.send`. A Worker that makes the same calls without any check is in the table. See decision 0008. Next: " +
    "nothing; without the mark a read would store the old value.",
  "producer-tail":
    "as for requests per second; besides, the marks of the requests before run behind their answers, on the same " +
    "thread as the next requests.",
  "end-to-end-20":
    "accepting bounds it, not the consumer, which is done 0.5 to 2 s after the last request (the example: 3 to 5 s). A " +
    "request goes through the local route for static files, which the example does not have. Hot keys are " +
    "marked twice a second only, which took a third off the CPU of accepting them. Runs of one day gave 1.24 to 2.18 ×: " +
    "740 to 900/s, and 400 to 660/s of the example. See decision 0008. Next: a local entry without the route through " +
    "static files.",
  "end-to-end-1000":
    "each write brings a mark in the local edge cache, as dear there as the put that the example makes, and with five " +
    "writes a key in ten seconds hardly a put is saved. On the platform the mark takes no CPU of the Worker. See " +
    "decision 0008.",
  "memory-many":
    "figures of this load differ by tens of MiB between runs of the same code (25 to 89 seen): garbage that the " +
    "runtime has not collected yet counts on both sides. A long body is read 64 KiB at a time, which took a third " +
    "off the time of such a load. Next: a profile of workerd's heap under it.",
  "peers-p99":
    "see the goals of 20 keys × 10 updates/s: Sluice's figure is the same in every run. A job queue's depends on " +
    "how many of its puts are refused and tried again, which is fewer on an idle machine.",
  "peers-longest": "as for the p99.",
  "bundle-producer":
    "minified already, and zod is the small one. Our own code is 55 kB gzip, zod 10 kB, hono 6 kB with the one " +
    "router that is used. What routes say only to documents and clients (answers, summaries) is 2 kB of it. See " +
    "decision 0009. Next: build what answers look like apart from the handlers, which would not reach the goal " +
    "either.",
  "bundle-consumer":
    "minified already, and zod is the small one: 10 kB gzip. Our own code alone is 49 kB gzip, so no library " +
    "decides this. Next: the Durable Objects of dead letters, views and the gate as a Worker of their own.",
  "start-producer":
    "compiling is 7 ms of it, the schemas that every isolate needs at once (settings, tokens) are 3. Others had the " +
    "cores as well, which makes CPU dearer: see decision 0009. Next: measure on an idle machine.",
  "start-consumer":
    "others had the cores as well, which makes CPU dearer. Most of the schemas that a start builds are those of the " +
    "settings. Next: measure on an idle machine.",
};

/** A test looks that every goal which a record misses has a note. */
export const noteOn = (id: string): string => NOTES[id] ?? "not explained yet.";

export const hasNote = (id: string): boolean => Object.hasOwn(NOTES, id);
