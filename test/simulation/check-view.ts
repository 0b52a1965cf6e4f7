import { MIN_TTL_SECONDS } from "../../shared/limits.ts";
import { laterVersion, type Version } from "../../shared/version.ts";
import { nameOf } from "./sim-names.ts";
import type { SimView } from "./sim-view.ts";
import type { Simulation } from "./simulation.ts";
import { isGivenUp, type States } from "./visible-version.ts";

/** Clocks of consumers and shards differ, and a view counts a life from the report on. */
const END_SLACK_MS = 120_000;

const MAX_SHOWN = 200;

/** What a key may add to the document; null is nothing. */
type Candidates = readonly (string | null)[];

/** I24: the document of a view is what follows from what is applied in KV. */
export function checkView(simulation: Simulation, view: SimView, states: States): void {
  const { world, kv, clients } = simulation;
  const found = kv.get(view.definition.key)?.value ?? null;
  const viewed = clients.keys.filter((key) => key.startsWith(view.definition.prefix));
  const choices = viewed.map((key) => [key, candidatesOf(simulation, view, states, key)] as const);
  const expected = allOf(choices).map((values) => documentOf(values, view));
  if (found !== null && expected.includes(found)) return;
  const { key } = view.definition;
  const [holds, wants] = [found, expected[0]].map((text) => text?.slice(0, MAX_SHOWN));
  world.violate("I24", `the view holds ${holds}, expected ${wants}`, key);
}

/** More than one where KV may differ from the ledger, as `checkQuiet` allows, or about now ends. */
function candidatesOf(
  simulation: Simulation,
  view: SimView,
  states: States,
  key: string,
): Candidates {
  const { world, kv, ledger } = simulation;
  const { written } = ledger.state(nameOf(key));
  const stored = kv.last(key);
  const applied = world.truth.queued.get(written?.stamp ?? "");
  const isInline = applied?.op === "put" && applied.value.kind === "text";
  const told = isInline && applied.value.kind === "text" ? applied.value.text : null;
  if (stored === null) {
    const read = mayHaveEnded(simulation, states, key)
      ? [readOf(view, key, written?.stamp ?? null)]
      : [];
    return told === null ? [null, ...read] : [null, told, ...read];
  }
  if (stored.version !== written?.stamp) {
    return [null, stored.value, told, readOf(view, key, written?.stamp ?? null)];
  }
  const ends = [stored.expiresAtMs, written.expiresAtMs];
  if (ends.every((endMs) => endMs === null)) return [stored.value];
  const leastMs = stored.startedAtMs + MIN_TTL_SECONDS * 1_000;
  const times = ends.map((endMs) => Math.max(endMs ?? Number.POSITIVE_INFINITY, leastMs));
  if (times.every((endMs) => endMs > world.now() + END_SLACK_MS)) return [stored.value];
  if (times.every((endMs) => endMs + END_SLACK_MS < world.now())) return [null];
  return [null, stored.value];
}

/**
 * Of writes with an unknown outcome, several may land one after the other. What a rebuild has read
 * between them stays until the next rebuild; so does a large value, which was read when it was applied.
 */
function readOf({ store }: SimView, key: string, written: Version | null): string | null {
  const entry = store.entry(key);
  if (entry === null || entry.content.kind !== "shown") return null;
  return entry.source === "kv" || entry.version === written ? entry.content.text : null;
}

/**
 * A delete that was given up may have ended what the view has read. So may one that was superseded:
 * it can land late, and when the newest write is given up, nothing is written after it.
 */
function mayHaveEnded({ world }: Simulation, states: States, key: string): boolean {
  const intents = [...world.truth.queued.values()].filter((intent) => intent.key === key);
  const newest = intents.reduce<Version | null>(
    (last, { version }) => laterVersion(last, version),
    null,
  );
  const isNewestGivenUp = newest !== null && isGivenUp(states.get(newest));
  return intents.some(({ op, version }) => {
    const state = states.get(version);
    return op !== "put" && (isGivenUp(state) || (isNewestGivenUp && state === "superseded"));
  });
}

type Chosen = readonly (readonly [key: string, value: string])[];

function allOf(choices: readonly (readonly [string, Candidates])[]): readonly Chosen[] {
  return choices.reduce<readonly Chosen[]>(
    (all, [key, candidates]) =>
      all.flatMap((chosen) =>
        candidates.map((value) => (value === null ? chosen : [...chosen, [key, value] as const])),
      ),
    [[]],
  );
}

/** Written anew here, so that a mistake of the real one shows. */
function documentOf(values: Chosen, { definition }: SimView): string {
  const sorted = values
    .flatMap(([key, value]) => {
      const at = sortOf(value);
      return at === null || value.length + 2 > definition.maxBytes ? [] : [{ key, value, at }];
    })
    .sort((a, b) => b.at - a.at || (a.key < b.key ? 1 : -1))
    .slice(0, definition.limit);
  while (sizeOf(sorted) > definition.maxBytes) sorted.pop();
  return `[${sorted.map(({ value }) => value).join(",")}]`;
}

const sizeOf = (values: readonly { readonly value: string }[]): number =>
  values.reduce((sum, { value }) => sum + value.length + 1, 1);

function sortOf(value: string): number | null {
  return value.startsWith("{") ? JSON.parse(value).at : null;
}
