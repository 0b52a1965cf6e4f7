import { expect } from "vitest";
import { pollUntil } from "./poll-until.ts";
import type { RunningSluice } from "./run-sluice.ts";

export type Receipt = { readonly key: string; readonly version: string };

export type DeadLetterRow = {
  readonly id: string;
  readonly key?: string;
  readonly reason: string;
  readonly detail: string;
};

const DEADLINE_MS = 45_000;

/** What end-to-end tests do over HTTP, as any user would; the status of every answer is checked. */
export function sluiceUser(sluice: RunningSluice) {
  async function ask<T>(path: string, init: RequestInit, status: number): Promise<T> {
    const response = await sluice.fetch(path, init);
    const text = await response.text();
    expect(response.status, `${init.method ?? "GET"} ${path}: ${text}`).toBe(status);
    return JSON.parse(text) as T;
  }

  const get = (key: string): Promise<Response> =>
    sluice.fetch(pathOf(key), { headers: { "Cache-Control": "no-cache" } });

  async function text(key: string): Promise<string | null> {
    const response = await get(key);
    const found = await response.text();
    return response.status === 404 ? null : found;
  }

  const state = async ({ key, version }: Receipt): Promise<string> => {
    const path = `/v1/status/default/${encodeURIComponent(key)}?version=${version}`;
    return (await ask<{ state: string }>(path, {}, 200)).state;
  };

  return {
    put: (key: string, value: string | Uint8Array<ArrayBuffer>, headers: HeadersInit = {}) =>
      ask<Receipt>(pathOf(key), { method: "PUT", body: value, headers }, 202),

    delete: (key: string) => ask<Receipt>(pathOf(key), { method: "DELETE" }, 202),

    sendIntents: async (intents: readonly object[]): Promise<readonly Receipt[]> => {
      const init = jsonRequest({ intents });
      return (await ask<{ receipts: Receipt[] }>("/v1/intents", init, 202)).receipts;
    },

    /** Past the edge cache, from KV. */
    get,

    text,

    /** Waits until KV holds this text under the key; null is no value. */
    untilText: (key: string, expected: string | null): Promise<void> =>
      pollUntil(async () => (await text(key)) === expected, DEADLINE_MS),

    state,

    /** Waits until the version is in that state. */
    untilState: (receipt: Receipt, expected: string): Promise<void> =>
      pollUntil(async () => (await state(receipt)) === expected, DEADLINE_MS),

    deadLetters: async (query = ""): Promise<readonly DeadLetterRow[]> => {
      const path = `/v1/dead-letters${query}`;
      return (await ask<{ deadLetters: DeadLetterRow[] }>(path, {}, 200)).deadLetters;
    },

    replay: (selection: object) =>
      ask<{ id: string; matched: number; skipped: number }>(
        "/v1/dead-letters/replay",
        jsonRequest(selection),
        202,
      ),
  };
}

const pathOf = (key: string): string => `/v1/kv/default/${encodeURIComponent(key)}`;

const jsonRequest = (body: object): RequestInit => ({
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});
