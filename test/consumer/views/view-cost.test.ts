import { beforeAll, describe, expect, it } from "vitest";
import { MAX_INTENTS } from "../../../shared/limits.ts";
import { checkQuiet } from "../../simulation/check-quiet.ts";
import { openProducer } from "../../simulation/open-producer.ts";
import { Random } from "../../simulation/random.ts";
import { drawScenario } from "../../simulation/scenario.ts";
import { Simulation } from "../../simulation/simulation.ts";
import { aPutDraft } from "../../support/a-put-draft.ts";

const WRITERS = MAX_INTENTS;
const MINUTE_MS = 60_000;
const LIMIT = 500;
const VIEW = { name: "newest", prefix: "key-", key: "view", sortBy: "at", limit: LIMIT };

type Message = { readonly at: number; readonly writer: number };

/** The whole pipeline without faults, and a view that has done its first rebuild of nothing. */
function openFeed(): Simulation {
  const scenario = {
    ...drawScenario(1),
    rates: new Map(),
    keys: WRITERS,
    shards: 8,
    consumers: 25,
    batchSize: 100,
    repeatShare: 0.4,
    viewLimit: LIMIT,
  };
  return new Simulation(scenario, false, { VIEWS: [VIEW] });
}

/** Each writer writes a message of its own, at a moment of the minute that is its own. */
async function runMinute() {
  const simulation = openFeed();
  const { world, kv, view } = simulation;
  const { engine } = world;
  const never = () => false;
  view?.askAgain();
  await engine.run(never, world.now() + MINUTE_MS);
  const before = { reads: kv.reads, writes: kv.writes };
  const producers = Array.from({ length: 10 }, (_, index) => openProducer(simulation, index));
  const random = new Random(1, "writers");
  const startMs = world.now();
  let confirmed = 0;
  for (let writer = 0; writer < WRITERS; writer++) {
    const producer = random.pick(producers);
    engine.after(random.int(0, MINUTE_MS), () => {
      const at = Math.floor(world.now());
      const text = JSON.stringify({ at, writer, text: "x".repeat(200) });
      void producer.accept(aPutDraft({ key: `key-${writer}` }), text, null).then((version) => {
        confirmed += version === null ? 0 : 1;
      });
    });
  }
  await engine.run(never, startMs + MINUTE_MS);
  const documents = () =>
    [...world.truth.started].filter((one) => world.truth.queued.get(one)?.key === VIEW.key).length;
  const inMinute = documents() - 1;
  await engine.run(() => simulation.isQuiet(), startMs + 10 * MINUTE_MS);
  checkQuiet(simulation);
  const shown: readonly Message[] = JSON.parse(kv.get(VIEW.key)?.value ?? "null");
  return {
    confirmed,
    documentWritesInTheMinute: inMinute,
    documentWrites: documents() - 1,
    keyWrites: kv.writes - before.writes - (documents() - 1),
    kvReads: kv.reads - before.reads,
    rebuildReads: before.reads,
    quietAfterMs: Math.round(world.now() - startMs - MINUTE_MS),
    sizeBytes: kv.get(VIEW.key)?.value.length ?? 0,
    entries: view?.store.count().entries,
    violation: world.violation?.message ?? null,
    shown,
  };
}

describe("a view under 1,000 writers a minute", () => {
  let figures: Awaited<ReturnType<typeof runMinute>>;

  beforeAll(async () => {
    figures = await runMinute();
    const { shown, ...numbers } = figures;
    console.log(JSON.stringify({ ...numbers, shown: shown.length }));
  }, 60_000);

  it("loses no message", () => {
    expect(figures.violation).toBeNull();
    expect(figures.confirmed).toBe(WRITERS);
    expect(figures.keyWrites).toBe(WRITERS);
    expect(figures.entries).toBe(WRITERS);
  });

  it("costs at most 20 KV writes of its key, and no KV reads", () => {
    expect(figures.documentWritesInTheMinute).toBeGreaterThan(0);
    expect(figures.documentWritesInTheMinute).toBeLessThanOrEqual(20);
    expect(figures.kvReads).toBe(0);
  });

  it("shows the newest, newest first", () => {
    const times = figures.shown.map(({ at }) => at);
    expect(times).toHaveLength(LIMIT);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });
});
