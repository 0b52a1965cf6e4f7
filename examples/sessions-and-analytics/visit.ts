import { setTimeout as sleep } from "node:timers/promises";
import { pollUntil } from "../../test/support/poll-until.ts";
import type { Site, Written } from "./site.ts";

/** Requests of a busy stretch: as many as an eager visitor causes in four seconds. */
const BEATS = 30;
const BEAT_MS = 130;
const READS = 5;

/** A visit: log in, four busy seconds, a scan of the library, and out. */
export async function visit(site: Site, visitor: string): Promise<void> {
  await site.login(visitor);
  await pollUntil(async () => (await site.get(visitor, "session")) === 200);
  const asked: Promise<unknown>[] = [];
  for (let beat = 0; beat < BEATS; beat++) {
    asked.push(site.put(visitor, "analytics", `{"events":${beat + 1}}`));
    const log = beat % 2 === 0 ? "errors" : "performance";
    asked.push(site.put(visitor, log, `${log} up to ${beat}`));
    if (beat % 4 === 0) asked.push(site.put(visitor, "scan", `${beat} of ${BEATS} albums`));
    await sleep(BEAT_MS);
  }
  await Promise.all(asked);
  await site.put(visitor, "genres", "rock, jazz");
  await pollUntil(async () => (await site.get(visitor, "genres")) === 200);
  for (let read = 0; read < READS; read++) await site.get(visitor, "genres");
  await site.put(visitor, "session", `${visitor} has seen the library`);
}

/**
 * The player asks every 30 seconds what is playing, and writes it. Here the next one comes as soon as the
 * one before is settled, so that no two meet on their way: what is saved is saved since nothing changed.
 */
export async function listen(
  site: Site,
  visitor: string,
  songs: readonly string[],
  untilSettled: (written: Written) => Promise<void>,
): Promise<void> {
  await pollUntil(async () => (await site.get(visitor, "session")) === 200);
  for (const song of songs) await untilSettled(await site.put(visitor, "listening", song));
  await site.delete(visitor, "listening");
}
