/** Writes over time. Each is a write of its own number, so that it is known which of them KV has. */
export type Load = {
  readonly title: string;
  readonly writes: readonly LoadWrite[];
};

export type LoadWrite = { readonly atMs: number; readonly key: string; readonly number: number };

export const LOADS: readonly Load[] = [
  evenly("a login every 3 s, each a key of its own", 100, 3_000, "own"),
  evenly("50 writes a second to as many keys", 1_000, 20, "own"),
  evenly("500 writes a second to as many keys", 5_000, 2, "own"),
  evenly("10 writes a second to one key", 200, 100, "one"),
];

function evenly(title: string, count: number, everyMs: number, keys: "own" | "one"): Load {
  const writes = Array.from({ length: count }, (_, number) => ({
    atMs: number * everyMs,
    key: keys === "own" ? `session:${number}` : "session:1",
    number,
  }));
  return { title, writes };
}
