import { setTimeout as sleep } from "node:timers/promises";
import type { Site, Written } from "./site.ts";

export type VisitLoad = {
  /** Between two events of the busy stretch. */
  readonly beatMs: number;
  /** What the player says, poll by poll. */
  readonly songs: readonly string[];
};

type UntilSettled = (written: Written) => Promise<void>;

const BEATS = 30;
const READS = 5;

/** Logs in, looks around while music plays, and is gone. */
export async function visit(
  site: Site,
  visitor: string,
  load: VisitLoad,
  untilSettled: UntilSettled,
): Promise<void> {
  await untilSettled(await site.login(visitor));
  await Promise.all([
    lookAround(site, visitor, load, untilSettled),
    listen(site, visitor, load, untilSettled),
  ]);
  await site.put(visitor, "session", `${visitor} has seen the library`);
}

/** A busy stretch in which every event writes, with a scan of the library. */
async function lookAround(
  site: Site,
  visitor: string,
  { beatMs }: VisitLoad,
  untilSettled: UntilSettled,
): Promise<void> {
  const asked: Promise<unknown>[] = [];
  for (let beat = 0; beat < BEATS; beat++) {
    asked.push(site.put(visitor, "analytics", `{"events":${beat + 1}}`));
    const log = beat % 2 === 0 ? "errors" : "performance";
    asked.push(site.put(visitor, log, `${log} up to ${beat}`));
    if (beat % 4 === 0) asked.push(site.put(visitor, "scan", `${beat} of ${BEATS} albums`));
    await sleep(beatMs);
  }
  await Promise.all(asked);
  await untilSettled(await site.put(visitor, "genres", "rock, jazz"));
  for (let read = 0; read < READS; read++) await site.get(visitor, "genres");
}

/**
 * The player asks every 30 seconds what is playing, and writes it. Here the next poll comes as soon as
 * the one before is settled, so that no two meet on their way: what is saved is saved since nothing
 * changed.
 */
async function listen(
  site: Site,
  visitor: string,
  { songs }: VisitLoad,
  untilSettled: UntilSettled,
): Promise<void> {
  for (const song of songs) await untilSettled(await site.put(visitor, "listening", song));
  await site.delete(visitor, "listening");
}
