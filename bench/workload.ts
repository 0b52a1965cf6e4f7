import { Random } from "../test/simulation/random.ts";
import { zipf } from "../test/support/zipf.ts";

/** One request to write a key. `number` grows with time. */
export type Write = {
  readonly number: number;
  readonly atMs: number;
  readonly key: string;
  readonly sizeBytes: number;
  /** What KV is given; where nothing is said, the number, so that every value tells its age. */
  readonly value?: string;
};

export type Workload = {
  readonly name: string;
  readonly description: string;
  readonly writes: readonly Write[];
};

export type Shape = {
  readonly name: string;
  readonly writes: number;
  readonly perSecond: number;
  readonly keys: number;
};

type Pick = (random: Random) => { readonly key: string; readonly sizeBytes: number };

const SMALL_BYTES = 200;

/** Every key as likely as the next. */
export const uniform = (shape: Shape, seed = 1): Workload =>
  steady(shape, seed, `${shape.keys} keys, each as likely`, (random) =>
    small(`key-${random.int(0, shape.keys - 1)}`),
  );

/** A few keys are written all the time, most of them rarely. */
export function zipfian(shape: Shape, exponent: number, seed = 2): Workload {
  const dice = new Random(seed, "ranks");
  const rank = zipf(shape.keys, exponent, dice.next);
  const description = `${shape.keys} keys, the r-th written in proportion to 1/r^${exponent}`;
  return steady(shape, seed, description, () => small(`key-${rank()}`));
}

export const hotKey = (shape: Omit<Shape, "keys">, seed = 3): Workload =>
  steady({ ...shape, keys: 1 }, seed, "every write goes to one key", () => small("hot"));

/** Session records: a user comes, writes their session with every click, and goes. */
export function sessions(shape: Shape, seed = 4): Workload {
  const random = new Random(seed, shape.name);
  const draws: { atMs: number; key: string }[] = [];
  const lengthMs = (shape.writes / shape.perSecond) * 1_000;
  for (let user = 0; draws.length < shape.writes; user++) {
    let atMs = random.int(0, lengthMs);
    for (let clicks = random.int(2, 20); clicks > 0; clicks--) {
      draws.push({ atMs, key: `session:${user % shape.keys}` });
      atMs += Math.ceil(random.logUniform(200, 20_000));
    }
  }
  const writes = inOrder(draws.slice(0, shape.writes).map((draw) => ({ ...draw, sizeBytes: 800 })));
  return { name: shape.name, description: "users click, their session is written anew", writes };
}

/** Messages of a feed: each a key of its own, and one key with the feed. */
export function commentsFeed(shape: Omit<Shape, "keys">, seed = 5): Workload {
  const random = new Random(seed, shape.name);
  const writes = inOrder(
    times(shape, random).flatMap((atMs, at) => [
      { atMs, key: `comment:${at}`, sizeBytes: 300 },
      { atMs, key: "recent:comments", sizeBytes: 90_000 },
    ]),
  );
  return { name: shape.name, description: "each message writes its key and the feed", writes };
}

/** Variants of videos, each transformed and stored once or twice: 10 kB to 10 MB. */
export const videoVariants = (shape: Shape, seed = 6): Workload =>
  steady(shape, seed, "values of 10 kB to 10 MB, few keys written twice", (random) => ({
    key: `video:${random.int(0, shape.keys - 1)}`,
    sizeBytes: Math.round(random.logUniform(10_000, 10_000_000)),
  }));

/** Every key is updated at the same pace, the keys one after the other within it. */
export function updates(keys: number, paceMs: number, lengthMs: number): readonly Write[] {
  const rounds = Math.floor(lengthMs / paceMs);
  return Array.from({ length: rounds * keys }, (_, number) => ({
    number,
    atMs: Math.round((number * paceMs) / keys),
    key: `key-${number % keys}`,
    sizeBytes: SMALL_BYTES,
  }));
}

/** A minute of nothing, then everything within two seconds. */
export function burst(shape: Shape, seed = 7): Workload {
  const random = new Random(seed, shape.name);
  const draws = Array.from({ length: shape.writes }, () => ({
    atMs: 60_000 + random.int(0, 2_000),
    ...small(`key-${random.int(0, shape.keys - 1)}`),
  }));
  const first = { atMs: 0, ...small("key-0") };
  const description = `a minute of silence, then ${shape.writes} writes in two seconds`;
  return { name: shape.name, description, writes: inOrder([first, ...draws]) };
}

function steady(shape: Shape, seed: number, description: string, pick: Pick): Workload {
  const random = new Random(seed, shape.name);
  const writes = inOrder(times(shape, random).map((atMs) => ({ atMs, ...pick(random) })));
  return { name: shape.name, description: `${description}; ${shape.perSecond} writes/s`, writes };
}

/** Arrivals as many independent clients make them. */
function times({ writes, perSecond }: Omit<Shape, "keys">, random: Random): readonly number[] {
  let atMs = 0;
  return Array.from({ length: writes }, () => {
    atMs += (-Math.log(1 - random.next()) * 1_000) / perSecond;
    return Math.round(atMs);
  });
}

const small = (key: string) => ({ key, sizeBytes: SMALL_BYTES });

/** No two writes of a key in the same millisecond, or nobody could say which is the newer. */
function inOrder(draws: readonly Omit<Write, "number">[]): readonly Write[] {
  const lastMs = new Map<string, number>();
  const spread = draws.toSorted((a, b) => a.atMs - b.atMs);
  return spread
    .map((draw) => {
      const atMs = Math.max(draw.atMs, (lastMs.get(draw.key) ?? Number.NEGATIVE_INFINITY) + 2);
      lastMs.set(draw.key, atMs);
      return { ...draw, atMs };
    })
    .toSorted((a, b) => a.atMs - b.atMs)
    .map((draw, number) => ({ number, ...draw }));
}
