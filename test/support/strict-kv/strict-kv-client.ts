import type { FaultInput } from "./fault.ts";
import type { ReadReport } from "./read-counts.ts";
import type { WriteReport } from "./write-report.ts";

/** What a test may ask of strict KV. */
export type StrictKvClient = {
  setFault(fault: FaultInput): Promise<void>;
  /** Without a name, all of them. */
  clearFaults(name?: string): Promise<void>;
  report(): Promise<WriteReport>;
  /** Every read and list since the start. */
  reads(): Promise<ReadReport>;
  /** Forgets the writes so far. */
  clearReport(): Promise<void>;
  /** Values, by their beginning, and metadata that were written so far. */
  contents(): Promise<readonly unknown[]>;
};

type Fetch = (path: string, init?: { method: string; body?: string }) => Promise<AnyResponse>;
type AnyResponse = { readonly ok: boolean; text(): Promise<string> };

export function strictKvClient(fetch: Fetch): StrictKvClient {
  const ask = async (method: string, path: string, body?: FaultInput): Promise<string> => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(path, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`strict KV refused ${method} ${path}: ${text}`);
    return text;
  };
  return {
    setFault: async (fault) => void (await ask("PUT", "/faults", fault)),
    clearFaults: async (name) => {
      await ask("DELETE", name === undefined ? "/faults" : `/faults/${encodeURIComponent(name)}`);
    },
    report: async () => JSON.parse(await ask("GET", "/report")) as WriteReport,
    reads: async () => JSON.parse(await ask("GET", "/reads")) as ReadReport,
    contents: async () => JSON.parse(await ask("GET", "/contents")) as readonly unknown[],
    clearReport: async () => void (await ask("DELETE", "/report")),
  };
}
