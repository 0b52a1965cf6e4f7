import * as z from "zod/mini";
import type { RunningSluice } from "../../test/support/run-sluice.ts";
import { COUNTS_PATH } from "./transformer/known-videos.ts";

/** What a viewer got. */
export type Seen = {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
};

const Counts = z.record(z.string(), z.number());
const KeyPage = z.object({
  keys: z.array(z.object({ name: z.string(), metadata: z.optional(z.json()) })),
});
export type Kept = ReadonlyMap<string, unknown>;

/** What viewers ask of the Worker, and what an operator may look up behind it. */
export type Viewer = {
  watch(path: string, init?: { method?: string; headers?: Record<string, string> }): Promise<Seen>;
  /** Calls of the transformer by path and query. */
  transformed(): Promise<Readonly<Record<string, number>>>;
  /** The metadata of what KV holds, by key. */
  kept(): Promise<Kept>;
  /** A value past the edge cache. */
  fromKv(key: string): Promise<Seen>;
};

type AnyResponse = {
  readonly status: number;
  readonly headers: Iterable<[string, string]>;
  arrayBuffer(): Promise<ArrayBuffer>;
};

const seen = async (response: AnyResponse): Promise<Seen> => ({
  status: response.status,
  headers: new Headers([...response.headers]),
  bytes: new Uint8Array(await response.arrayBuffer()),
});

export const viewerOf = (sluice: RunningSluice): Viewer => ({
  watch: async (path, init = {}) => {
    const url = `https://videos.test/${path}`;
    const worker = sluice.other("video-cache");
    return seen(await worker.fetch(url, { ...init, redirect: "manual" }));
  },
  transformed: async () => {
    const response = await sluice.other("video-transformer").fetch(`https://t.test${COUNTS_PATH}`);
    return Counts.parse(await response.json());
  },
  kept: async () => {
    const response = await sluice.fetch("/v1/kv/default?prefix=video%3A&limit=1000");
    const { keys } = KeyPage.parse(await response.json());
    return new Map(keys.map(({ name, metadata }) => [name, metadata]));
  },
  fromKv: async (key) => {
    const headers = { "Cache-Control": "no-cache" };
    return seen(await sluice.fetch(`/v1/kv/default/${encodeURIComponent(key)}`, { headers }));
  },
});
