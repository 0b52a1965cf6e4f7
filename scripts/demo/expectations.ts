import { createHash } from "node:crypto";

/** What KV has to hold in the end: the value of the newest accepted version, or nothing. */
export type Expectation = {
  readonly version: string;
  readonly acceptedAtMs: number;
  /** null = deleted. */
  readonly sha256: string | null;
};

/** Every accepted write of the demo, and the newest of each key. */
export type Expectations = {
  readonly accepted: Map<string, number>;
  readonly newest: Map<string, Expectation>;
};

export const noExpectations = (): Expectations => ({ accepted: new Map(), newest: new Map() });

/** Clients run side by side: not the last answer counts but the highest version. */
export function expectWrite(expectations: Expectations, key: string, written: Expectation): void {
  expectations.accepted.set(written.version, written.acceptedAtMs);
  const newest = expectations.newest.get(key);
  if (newest === undefined || newest.version < written.version) {
    expectations.newest.set(key, written);
  }
}

export const sha256 = (bytes: Uint8Array): string =>
  createHash("sha256").update(bytes).digest("hex");
