import type { KeyAccess } from "../../shared/key-access.ts";
import { type PurgeProgress, type PurgeQuestion, purgeId } from "../../shared/ledger/purge.ts";
import type { Tag } from "../../shared/tags.ts";
import type { Version } from "../../shared/version.ts";
import type { Services } from "../ports.ts";

/** One purge over all shards of the ledger. */
export type Purge = PurgeProgress & { readonly id: string };

export type PurgeRequest = {
  readonly tag: Tag;
  readonly access: KeyAccess;
  readonly ratePerSecond: number;
};

type PurgeServices = Pick<Services, "purges" | "versions"> & {
  readonly settings: Pick<Services["settings"], "SKIP_UNCHANGED">;
};

/** Keys that carry the tag now, within reach. */
export async function countPurge(
  { purges }: Pick<Services, "purges">,
  { tag, access }: Pick<PurgeRequest, "tag" | "access">,
): Promise<number> {
  return sum(await Promise.all(shardsOf(purges).map((at) => purges.count(at, { tag, access }))));
}

/**
 * Starts a purge in every shard. Its versions are stamped before anything is asked, so a write that is
 * accepted after it outlives it. Each shard gets the share of the pace that its share of the keys
 * asks for, so that all are done at about the same time.
 */
export async function startPurge(
  { purges, versions, settings }: PurgeServices,
  { tag, access, ratePerSecond }: PurgeRequest,
): Promise<Purge> {
  const shards = shardsOf(purges);
  const stamps = shards.map(() => versions.next());
  const [first = versions.next()] = stamps;
  const id = purgeId(first);
  const counts = await Promise.all(shards.map((at) => purges.count(at, { tag, access })));
  const start = (at: number, version: Version) => {
    const rate = ratePerSecond * shareOf(counts, at);
    const skipUnchanged = settings.SKIP_UNCHANGED;
    const purge = { id, tag, version, access, ratePerSecond: rate, skipUnchanged };
    return askTwice(() => purges.ask(at, { kind: "start", purge }));
  };
  const parts = await Promise.all(stamps.map((version, at) => start(at, version)));
  return addUp(id, parts.filter(isThere));
}

/** Null when no shard knows the id. */
export async function findPurge(
  { purges }: Pick<Services, "purges">,
  id: string,
): Promise<Purge | null> {
  const question: PurgeQuestion = { kind: "find", id };
  const parts = await Promise.all(shardsOf(purges).map((at) => purges.ask(at, question)));
  const known = parts.filter(isThere);
  return known.length === 0 ? null : addUp(id, known);
}

const shardsOf = ({ shards }: Services["purges"]): readonly number[] =>
  Array.from({ length: shards }, (_, at) => at);

/** A shard without a match may meet one later: it keeps an even share. */
function shareOf(counts: readonly number[], at: number): number {
  const count = counts[at] ?? 0;
  return count === 0 ? 1 / counts.length : count / sum(counts);
}

/** A lost reply: the same id starts nothing twice. */
async function askTwice<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch {
    return ask();
  }
}

function addUp(id: string, parts: readonly PurgeProgress[]): Purge {
  const [first] = parts;
  if (first === undefined) throw new Error("a purge has at least one shard");
  const ends = parts.map((part) => part.finishedAtMs).filter((endMs) => endMs !== null);
  return {
    id,
    tag: first.tag,
    matched: sum(parts.map((part) => part.matched)),
    skipped: sum(parts.map((part) => part.skipped)),
    enqueued: sum(parts.map((part) => part.enqueued)),
    startedAtMs: Math.min(...parts.map((part) => part.startedAtMs)),
    finishedAtMs: ends.length < parts.length ? null : Math.max(...ends),
  };
}

const isThere = (part: PurgeProgress | null): part is PurgeProgress => part !== null;

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
