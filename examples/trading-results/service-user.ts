import * as z from "zod/mini";
import type { RunningSluice } from "../../test/support/run-sluice.ts";
import type { Kind } from "./src/analysis.ts";

export type Way = "before" | "after";

export type Answer = {
  /** Null for what was refused. */
  readonly version: string | null;
  readonly refusal: string | null;
  readonly tookMs: number;
};

/** What analyses and dashboards ask of the Worker. */
export type ServiceUser = {
  write(kind: Kind, name: string, value: object): Promise<Answer>;
  /** Null when there is nothing. */
  read(kind: Kind, name: string): Promise<string | null>;
};

const Accepted = z.object({ version: z.nullable(z.string()) });

export function serviceUser(sluice: RunningSluice, way: Way): ServiceUser {
  const urlOf = (kind: Kind, name: string): string => `http://example.test/${way}/${kind}/${name}`;
  const worker = sluice.other("trading-results");
  return {
    write: async (kind, name, value) => {
      const startedAtMs = performance.now();
      const init = { method: "PUT", body: JSON.stringify(value) };
      const response = await worker.fetch(urlOf(kind, name), init);
      const text = await response.text();
      const tookMs = performance.now() - startedAtMs;
      if (response.status !== 202) return { version: null, refusal: text, tookMs };
      return { version: Accepted.parse(JSON.parse(text)).version, refusal: null, tookMs };
    },
    read: async (kind, name) => {
      const response = await worker.fetch(urlOf(kind, name));
      const text = await response.text();
      return response.ok ? text : null;
    },
  };
}
