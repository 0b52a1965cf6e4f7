import * as z from "zod/mini";
import type { RunningSluice } from "../../test/support/run-sluice.ts";
import { KINDS, type KindName } from "./src/kinds.ts";

/** An accepted write, as the site has confirmed it. */
export type Written = {
  readonly kind: KindName;
  readonly key: string;
  /** null = deleted. */
  readonly value: string | null;
  readonly version: string;
  readonly acceptedAtMs: number;
};

const Receipt = z.object({
  key: z.string(),
  version: z.string(),
  acceptedAt: z.pipe(
    z.iso.datetime(),
    z.transform((text) => Date.parse(text)),
  ),
});
const Memory = z.object({ hits: z.number(), misses: z.number(), bytes: z.number() });
export type Memory = z.infer<typeof Memory>;

/** What browsers ask of the site; it remembers every accepted write. */
export type Site = {
  readonly written: readonly Written[];
  login(visitor: string): Promise<Written>;
  put(visitor: string, kind: KindName, value: string): Promise<Written>;
  delete(visitor: string, kind: KindName): Promise<Written>;
  /** The status of a read. */
  get(visitor: string, kind: KindName): Promise<number>;
  memory(): Promise<Memory>;
};

export function siteOf(sluice: RunningSluice): Site {
  const written: Written[] = [];
  const ask = (path: string, init: { method?: string; body?: string; visitor?: string } = {}) => {
    const { visitor, ...rest } = init;
    const headers = visitor === undefined ? {} : { Session: visitor };
    const worker = sluice.other("sessions-and-analytics");
    return worker.fetch(`https://site.test${path}`, { ...rest, headers });
  };
  const write = async (
    kind: KindName,
    value: string | null,
    asked: ReturnType<typeof ask>,
  ): Promise<Written> => {
    const response = await asked;
    const text = await response.text();
    if (response.status !== 202) throw new Error(`${kind}: expected 202, got ${response.status}`);
    const { key, version, acceptedAt } = Receipt.parse(JSON.parse(text));
    const done = { kind, key, value, version, acceptedAtMs: acceptedAt };
    written.push(done);
    return done;
  };
  return {
    written,
    login: (visitor) =>
      write(
        "session",
        `${visitor} has logged in`,
        ask("/login", { method: "POST", body: visitor }),
      ),
    put: (visitor, kind, value) =>
      write(kind, value, ask(`/${kind}/${visitor}`, { method: "PUT", body: value, visitor })),
    delete: (visitor, kind) =>
      write(kind, null, ask(`/${kind}/${visitor}`, { method: "DELETE", visitor })),
    get: async (visitor, kind) => {
      const response = await ask(`/${kind}/${visitor}`, { visitor });
      await response.arrayBuffer();
      return response.status;
    },
    memory: async () => Memory.parse(await (await ask("/api/kv-metrics")).json()),
  };
}

export const kindOf = (key: string): KindName | null => {
  const found = Object.entries(KINDS).find(([, { prefix }]) => key.startsWith(prefix));
  return found === undefined ? null : (found[0] as KindName);
};
