import type { Mutant } from "./mutant.ts";
import { hasTags } from "./mutant-needs.ts";

/** Planted bugs in what keeps tags and purges. */
export const TAG_MUTANTS: readonly Mutant[] = [
  {
    name: "old-tags-stay-after-a-new-write",
    file: "consumer/ledger/index-tags.ts",
    find: "had.filter((tag) => !has.includes(tag)),",
    replace: "had.filter((tag) => has.length === 0 && !has.includes(tag)),",
    needs: hasTags,
  },
  {
    name: "delete-leaves-the-index",
    file: "consumer/ledger/index-tags.ts",
    find: "had.filter((tag) => !has.includes(tag)),",
    replace: "had.filter((tag) => has.length > 0 && !has.includes(tag)),",
    needs: hasTags,
  },
  {
    name: "repair-forgets-the-tags",
    file: "shared/ledger/settle-repair.ts",
    find: "leftBy(candidate, outcome.as)",
    replace: "leftBy({ ...candidate, tags: [] }, outcome.as)",
    needs: hasTags,
  },
  {
    name: "tags-are-no-content",
    file: "shared/content-digest.ts",
    find: "contentType, expiration, tags });",
    replace: "contentType, expiration });",
    needs: hasTags,
  },
  {
    name: "purge-stamps-its-deletions-late",
    file: "consumer/ledger/send-purges.ts",
    find: "deletionVersion(task, position)",
    replace:
      "deletionVersion({ version: task.version.slice(0, 9) + 'v' + task.version.slice(10) }, position)",
    needs: hasTags,
  },
  {
    name: "purge-goes-on-before-the-queue-confirms",
    file: "consumer/ledger/send-purges.ts",
    find: "for (const batch of sendBatches(intents))",
    replace:
      "purges.save(advance({ ...task, positions: task.positions + 100 }, found, nowMs));\n  for (const batch of sendBatches(intents))",
    needs: hasTags,
  },
  {
    name: "purge-misses-what-is-applied-late",
    file: "consumer/ledger/index-tags.ts",
    find: "if (!isOlder ||",
    replace: "if (isOlder || !isOlder ||",
    needs: hasTags,
  },
];
