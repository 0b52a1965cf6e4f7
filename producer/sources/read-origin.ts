import { keyId } from "../../shared/key.ts";
import { asciiJson } from "../http/ascii-json.ts";
import { tagsHeader, UNKNOWN_TYPE } from "../read/readable-value.ts";
import { callOrigin, type Fetched } from "./call-origin.ts";
import { findAtEdge, findMark } from "./find-kept.ts";
import type { Flight, Landing, WholeAnswer } from "./flights.ts";
import type { Places } from "./keep-answer.ts";
import type { Found, OriginRead } from "./source-read.ts";
import { purgeableTags } from "./source-tags.ts";
import { type Spread, spreadAnswer, streamOf } from "./spread-answer.ts";

/**
 * The source's answer. Of many readers of one isolate that miss a key at the same time one asks the
 * source, and the others get what it got.
 */
export async function readOrigin(read: OriginRead): Promise<Found> {
  const { flights } = read.services.sources;
  const id = `${read.mode}\n${keyId(read.match.name)}`;
  for (let attempt = 0; attempt < MAX_FLIGHTS; attempt++) {
    const open = flights.find(id);
    if (open === null) break;
    const landing = await landingOf(read, open);
    if (landing?.kind === "whole") return foundWhole(landing, "collapsed");
    const kept = landing?.kind === "at-edge" ? await findKeptMeanwhile(read) : null;
    if (kept !== null) return kept;
    if (landing === null) break;
  }
  return lead(read, id);
}

/** So often a reader waits for others before it asks by itself. */
const MAX_FLIGHTS = 2;

const findKeptMeanwhile = async (read: OriginRead): Promise<Found | null> =>
  read.mode === "past-all" ? null : findAtEdge(read);

/** Null when it takes longer than the source may: that flight may be stuck behind a slow reader. */
async function landingOf({ services, match }: OriginRead, flight: Flight): Promise<Landing | null> {
  const awake = new AbortController();
  const asleep = services.clock
    .sleep(match.source.timeoutMs, awake.signal)
    .then(() => null)
    .catch(() => null);
  const landing = await Promise.race([flight.landed, asleep]);
  awake.abort(new Error("no need to wait"));
  return landing;
}

async function lead(read: OriginRead, id: string): Promise<Found> {
  const { flights } = read.services.sources;
  const flight = flights.begin(id);
  const led = askOrigin(read, flight);
  // Behind the answer, so that it goes on when this caller leaves: others wait for it.
  read.background(
    led.then(
      ({ kept }) => kept.finally(() => flights.end(id, flight)),
      () => flights.end(id, flight),
    ),
  );
  return (await led).found;
}

type Led = { readonly found: Found; readonly kept: Promise<void> };

async function askOrigin(read: OriginRead, flight: Flight): Promise<Led> {
  // Another flight may have landed since this reader looked.
  const kept = await findKeptMeanwhile(read);
  if (kept !== null) {
    flight.land({ kind: "at-edge" });
    return { found: kept, kept: Promise.resolve() };
  }
  const called = await callOrigin(read, read.services.versions.next());
  if (called.kind === "unchanged") throw new Error("a source was asked for nothing in particular");
  const keeping = await placesAllowed(read);
  return called.head.kind === "whole"
    ? landWhole(keeping, flight, called, called.head.bytes)
    : landStream(keeping, flight, called);
}

/**
 * A put that was accepted before the source was asked is older than its answer: kept, the answer
 * would take the place of a write that KV does not show yet. After a deletion it is what is wanted.
 */
async function placesAllowed(read: OriginRead): Promise<OriginRead> {
  if (read.mode === "past-all") return read;
  const mark = await findMark(read);
  return mark?.op === "put" ? { ...read, mode: "past-all" } : read;
}

function landWhole(read: OriginRead, flight: Flight, fetched: Fetched, bytes: Uint8Array): Led {
  const landing = { kind: "whole", ...fetched.keeping, bytes } as const;
  flight.land(landing);
  const { places, kept } = spreadAnswer(read, fetched, "nobody");
  return { found: foundWhole(landing, places), kept };
}

function landStream(read: OriginRead, flight: Flight, fetched: Fetched): Led {
  const spread = spreadAnswer(read, fetched, "reader");
  const land = () => flight.land({ kind: "at-edge" });
  void spread.edgeKept.then(land, land);
  return { found: foundStream(fetched, spread), kept: spread.kept };
}

const foundWhole = (answer: WholeAnswer, how: Places | "collapsed"): Found => ({
  value: {
    body: streamOf(answer.bytes),
    version: answer.version,
    contentType: answer.contentType ?? UNKNOWN_TYPE,
    metadataHeader: asciiJson(answer.record),
    tagsHeader: tagsHeader(purgeableTags(answer.record.cacheTags)),
    sizeBytes: answer.bytes.byteLength,
  },
  record: answer.record,
  cacheStatus: missStatus(answer.record.customData?.status ?? 200, how),
});

function foundStream({ keeping, sizeBytes }: Fetched, { body, places }: Spread): Found {
  if (body === null) throw new Error("a reader was left without a branch of its stream");
  const { record, version, contentType = UNKNOWN_TYPE } = keeping;
  const size = sizeBytes === null ? {} : { sizeBytes };
  return {
    value: {
      body,
      version,
      contentType,
      metadataHeader: asciiJson(record),
      tagsHeader: tagsHeader(purgeableTags(record.cacheTags)),
      ...size,
    },
    record,
    cacheStatus: missStatus(200, places),
  };
}

/** RFC 9211, section 2: `collapsed` when another request's answer served this one, too. */
function missStatus(status: number, how: Places | "collapsed"): readonly string[] {
  const miss = `fwd=uri-miss; fwd-status=${status}`;
  if (how === "collapsed")
    return [`sluice-kv; ${miss}; collapsed`, "sluice-edge; fwd=uri-miss; collapsed"];
  return [
    `sluice-kv; ${miss}${how.kv ? "; stored" : ""}`,
    `sluice-edge; fwd=uri-miss${how.edge ? "; stored" : ""}`,
  ];
}
