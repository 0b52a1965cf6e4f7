import * as z from "zod/mini";
import { type Criterion, verdictOf } from "../support/example.ts";
import { type Findings, PURGED_TAG, VARIANT_ASKED, VARIANT_KEY } from "./drive.ts";
import { LARGE_BYTES } from "./transformer/known-videos.ts";
import type { Kept, Seen } from "./viewer.ts";

/** The promises of the cache that was built by hand, each with what Sluice did. */
export function judge(findings: Findings): readonly Criterion[] {
  return [
    ...ofLayers(findings),
    ...ofKeys(findings),
    ...ofLives(findings),
    ...ofPurges(findings),
    ...ofMedia(findings),
  ];
}

function ofLayers({ crowd, again, fromKv, transformed, ...times }: Findings): readonly Criterion[] {
  const calls = transformed[VARIANT_ASKED] ?? 0;
  const texts = new Set(crowd.map(({ bytes }) => new TextDecoder().decode(bytes)));
  const layers = [crowd.find(isFetched), again, fromKv].map((seen) => seen && layerOf(seen));
  return [
    {
      text: `${crowd.length} viewers of a new variant make one transformation`,
      byHand: `${crowd.length}: one per miss`,
      withSluice: `${calls}`,
      verdict: verdictOf(calls === 1 && texts.size === 1 && crowd.every(isOk)),
    },
    {
      text: "cache, then KV, then transformation",
      byHand: "3 layers",
      withSluice: layers.join(", "),
      verdict: verdictOf(layers.join() === "transformed,edge,KV"),
    },
    {
      text: "the answer does not wait for KV",
      byHand: "waitUntil()",
      withSluice: `${seconds(times.answeredMs)}, KV ${seconds(times.keptMs)}`,
      verdict: "shown",
    },
  ];
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
const isOk = ({ status }: Seen): boolean => status === 200;
const isFetched = (seen: Seen): boolean => layerOf(seen) === "transformed";

function layerOf({ headers }: Seen): string {
  const status = headers.get("Cache-Status") ?? "";
  if (status.startsWith("sluice-edge; hit")) return "edge";
  return status.startsWith("sluice-kv; hit") ? "KV" : "transformed";
}

/** What the metadata of a variant said. */
const Variant = z.object({
  sourcePath: z.literal("videos/sample.mp4"),
  width: z.literal(640),
  height: z.literal(360),
  format: z.literal("mp4"),
  quality: z.literal("high"),
  cacheTags: z.array(z.string()).check(z.minLength(1)),
  contentType: z.literal("video/mp4"),
  contentLength: z.int(),
  createdAt: z.int(),
  expiresAt: z.int(),
});

function ofKeys({ kept, writes }: Findings): readonly Criterion[] {
  const variants = [...kept.keys()].filter((key) => key.includes("w=640"));
  const fields = Variant.safeParse(kept.get(VARIANT_KEY)).success;
  const most = Math.max(...Object.values(writes.landedByKey));
  return [
    {
      text: "one key per variant, in whatever order its options come",
      byHand: "by the caller",
      withSluice: `${variants.length} key`,
      verdict: verdictOf(variants.join() === VARIANT_KEY),
    },
    {
      text: "metadata says path, size, format, quality, tags, type, length, life",
      byHand: "10 fields",
      withSluice: fields ? "10 fields" : "some lack",
      verdict: verdictOf(fields),
    },
    {
      text: "each variant is written once",
      byHand: "once per miss",
      withSluice: `${most} KV write`,
      verdict: verdictOf(most === 1 && writes.uninvited429s === 0),
    },
  ];
}

const Life = z.object({ createdAt: z.int(), expiresAt: z.int() });

function lifeOf(kept: Kept, key: string): number | null {
  const life = Life.safeParse(kept.get(key));
  return life.success ? (life.data.expiresAt - life.data.createdAt) / 1_000 : null;
}

function ofLives({ kept, moved, missing, broken, transformed }: Findings): readonly Criterion[] {
  const life = (text: string, key: string, seconds: number, answered: boolean): Criterion => {
    const measured = lifeOf(kept, key);
    return {
      text,
      byHand: `${seconds} s`,
      withSluice: `${measured ?? "no"} s`,
      verdict: verdictOf(measured === seconds && answered),
    };
  };
  const brokenCalls = transformed["/videos/broken.mp4"] ?? 0;
  const answers = (seen: readonly Seen[], expected: number) =>
    seen.every(({ status }) => status === expected);
  return [
    life("2xx are kept for a day", VARIANT_KEY, 86_400, true),
    life("3xx for an hour", "video:videos/moved.mp4", 3_600, answers(moved, 302)),
    life("4xx for a minute", "video:videos/missing.mp4", 60, answers(missing, 404)),
    {
      text: "5xx briefly: KV takes no life under 60 s",
      byHand: "10 s, in KV",
      withSluice: `edge, ${brokenCalls} call for 2`,
      verdict: verdictOf(
        brokenCalls === 1 && !kept.has("video:videos/broken.mp4") && answers(broken, 502),
      ),
    },
  ];
}

function ofPurges({ kept, keptAfterPurge }: Findings): readonly Criterion[] {
  const mobile = (keys: Kept) => [...keys.keys()].filter((key) => key.includes("mobile")).length;
  const others = kept.size - mobile(kept);
  return [
    {
      text: `purge of ${PURGED_TAG} takes every mobile variant, and no other`,
      byHand: "tags in metadata",
      withSluice: `${mobile(kept) - mobile(keptAfterPurge)} of ${mobile(kept)}`,
      verdict: verdictOf(
        mobile(kept) > 0 && mobile(keptAfterPurge) === 0 && keptAfterPurge.size === others,
      ),
    },
  ];
}

function ofMedia(findings: Findings): readonly Criterion[] {
  const { debug, pastKv, kept, large, head, part, transformed } = findings;
  const largeCalls = transformed["/videos/large.mp4"] ?? 0;
  const isWhole = large.every(({ bytes }) => bytes.byteLength === LARGE_BYTES);
  const bypassed = [...kept.keys()].filter((key) => /tv|desktop/.test(key)).length;
  return [
    {
      text: "?debug=true and ?no-kv-cache=true go past KV",
      byHand: "yes",
      withSluice: `${bypassed} of 2 kept`,
      verdict: verdictOf(
        bypassed === 0 && isOk(debug) && isOk(pastKv) && debug.headers.has("Sluice-Debug"),
      ),
    },
    {
      text: `${large.length} viewers of ${LARGE_BYTES / 1e6} MB make one transformation`,
      byHand: "-",
      withSluice: `${largeCalls}`,
      verdict: verdictOf(largeCalls === 1 && isWhole),
    },
    {
      text: "HEAD, and ranges for players that seek",
      byHand: "-",
      withSluice: `${head.status}, ${part.status}`,
      verdict: verdictOf(
        head.headers.get("Content-Length") === String(LARGE_BYTES) &&
          part.headers.get("Content-Range") === `bytes 1000000-1000009/${LARGE_BYTES}` &&
          part.bytes.byteLength === 10,
      ),
    },
  ];
}
