import * as z from "zod/mini";
import { pollUntil } from "../../test/support/poll-until.ts";
import type { RunningSluice } from "../../test/support/run-sluice.ts";
import type { WriteReport } from "../../test/support/strict-kv/write-report.ts";
import { type Kept, type Seen, type Viewer, viewerOf } from "./viewer.ts";

export type Load = {
  /** Viewers that ask for a new variant at the same moment. */
  readonly crowd: number;
  /** Videos with a mobile derivative and a WebM variant each. */
  readonly library: number;
};

export type Findings = Crowd &
  Others & {
    /** Calls of the transformer by path and query, before the purge. */
    readonly transformed: Readonly<Record<string, number>>;
    /** What KV held before the purge of `PURGED_TAG`, and after it. */
    readonly kept: Kept;
    readonly keptAfterPurge: Kept;
    readonly writes: WriteReport;
  };

export const VARIANT_KEY = "video:videos/sample.mp4:w=640:h=360:f=mp4:q=high";
export const VARIANT_ASKED = "/videos/sample.mp4?w=640&h=360&f=mp4&q=high";
export const PURGED_TAG = "video-derivative-mobile";
const VARIANT = "videos/sample.mp4?width=640&height=360&format=mp4&quality=high";
const SAME_VARIANT = "videos/sample.mp4?quality=high&format=mp4&height=360&width=640";
const LARGE_READERS = 20;
const TASK_STATES_AT_WORK = ["running"];

export async function drive(sluice: RunningSluice, load: Load): Promise<Findings> {
  const viewer = viewerOf(sluice);
  const crowd = await gather(viewer, load);
  const others = await watchOthers(viewer);
  const library = libraryOf(load);
  for (const path of library) await viewer.watch(path);
  // The variant, the large one, the redirect and the 404.
  const expected = library.length + 4;
  await pollUntil(async () => (await viewer.kept()).size >= expected);
  const transformed = await viewer.transformed();
  const kept = await viewer.kept();
  const writes = await sluice.strictKv.report();
  await purge(sluice);
  await pollUntil(async () => (await viewer.kept()).size <= kept.size - load.library);
  return { ...crowd, ...others, transformed, kept, writes, keptAfterPurge: await viewer.kept() };
}

type Crowd = {
  readonly crowd: readonly Seen[];
  /** From the request of the crowd until all were answered, and until KV had it. */
  readonly answeredMs: number;
  readonly keptMs: number;
  readonly again: Seen;
  readonly fromKv: Seen;
};

async function gather(viewer: Viewer, load: Load): Promise<Crowd> {
  const startedAtMs = performance.now();
  const paths = Array.from({ length: load.crowd }, (_, n) => (n % 2 ? VARIANT : SAME_VARIANT));
  const crowd = await Promise.all(paths.map((path) => viewer.watch(path)));
  const answeredMs = performance.now() - startedAtMs;
  await pollUntil(async () => (await viewer.kept()).has(VARIANT_KEY));
  const keptMs = performance.now() - startedAtMs;
  const again = await viewer.watch(VARIANT);
  return { crowd, answeredMs, keptMs, again, fromKv: await viewer.fromKv(VARIANT_KEY) };
}

type Others = {
  readonly large: readonly Seen[];
  readonly head: Seen;
  readonly part: Seen;
  /** Twice each. */
  readonly moved: readonly Seen[];
  readonly missing: readonly Seen[];
  readonly broken: readonly Seen[];
  /** A variant of its own with each of the two ways past the caches. */
  readonly debug: Seen;
  readonly pastKv: Seen;
};

async function watchOthers(viewer: Viewer): Promise<Others> {
  const twice = async (path: string) => [await viewer.watch(path), await viewer.watch(path)];
  const readers = Array.from({ length: LARGE_READERS }, () => viewer.watch("videos/large.mp4"));
  return {
    large: await Promise.all(readers),
    head: await viewer.watch("videos/large.mp4", { method: "HEAD" }),
    part: await viewer.watch("videos/large.mp4", { headers: { Range: "bytes=1000000-1000009" } }),
    moved: await twice("videos/moved.mp4"),
    missing: await twice("videos/missing.mp4"),
    broken: await twice("videos/broken.mp4"),
    debug: await viewer.watch("videos/sample.mp4?derivative=tv&debug=true"),
    pastKv: await viewer.watch("videos/sample.mp4?derivative=desktop&no-kv-cache=true"),
  };
}

const libraryOf = ({ library }: Load): readonly string[] =>
  Array.from({ length: library }, (_, n) => `videos/v${n}.mp4`).flatMap((path) => [
    `${path}?derivative=mobile`,
    `${path}?format=webm`,
  ]);

const Purge = z.object({ id: z.string(), state: z.string() });

/** Deletes every key with the tag, and waits until the task says that it has. */
async function purge(sluice: RunningSluice): Promise<void> {
  const started = await sluice.fetch(`/v1/tags/${PURGED_TAG}/purge`, { method: "POST" });
  const { id } = Purge.parse(await started.json());
  await pollUntil(async () => {
    const response = await sluice.fetch(`/v1/purges/${id}`);
    return !TASK_STATES_AT_WORK.includes(Purge.parse(await response.json()).state);
  });
}
