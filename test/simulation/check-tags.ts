import { shardOf } from "../../shared/key.ts";
import { sameReading, type Version } from "../../shared/version.ts";
import { tagsOf } from "../../shared/write-intent.ts";
import { nameOf } from "./sim-names.ts";
import type { Simulation } from "./simulation.ts";
import { hasTouchEnded, type States, visibleVersion } from "./visible-version.ts";

/** What has to hold of tags once all is quiet. */
export function checkTags(simulation: Simulation, states: States): void {
  if (simulation.world.scenario.tagShare === 0) return;
  for (const key of simulation.clients.keys) {
    checkIndex(simulation, key, states);
    checkStamp(simulation, key);
    checkPurges(simulation, key, states);
  }
}

/** I23: a key is found by the tags of what is applied, and by no other. */
function checkIndex(simulation: Simulation, key: string, states: States): void {
  const { world, ledger } = simulation;
  const { done } = ledger.state(nameOf(key));
  const found = ledger.tags(nameOf(key)).join();
  const visible = visibleVersion(done, simulation, states);
  const expected = tagsOfVersion(simulation, visible);
  if (found === expected) return;
  // KV tells nobody that a value has ended: its key is found until the daily sweep. And what expired
  // before its turn may be written all the same by a repair, when a touch has lengthened its life.
  const intent = done === null ? undefined : world.truth.queued.get(done);
  const isTouched = [...world.truth.queued.values()].some(
    (one) => one.op === "touch" && one.key === key,
  );
  const hasEnd = intent?.op === "put" && (intent.expiration !== undefined || isTouched);
  const mayStay = visible === null && hasEnd;
  if (mayStay && found === tagsOfVersion(simulation, done)) return;
  // What was tried before its time was over may land after the delete that ended the key.
  const { written } = ledger.state(nameOf(key));
  if (hasEnd && found === "" && written?.stamp === null) return;
  world.violate("I23", `found by "${found}", ${done} is applied with "${expected}"`, key);
}

/** I23: what KV holds is stamped with its own tags, also when a touch wrote it again. */
function checkStamp(simulation: Simulation, key: string): void {
  const { world, kv } = simulation;
  const stored = kv.get(key);
  if (stored === null) return;
  const expected = tagsOfVersion(simulation, stored.version);
  if (stored.tags.join() === expected) return;
  world.violate(
    "I23",
    `${stored.version} is stamped with "${stored.tags}", not "${expected}"`,
    key,
  );
}

/** I21: what was written with a purged tag before the purge is gone, unless something newer came. */
function checkPurges(simulation: Simulation, key: string, states: States): void {
  const { world, ledger } = simulation;
  const { done, written } = ledger.state(nameOf(key));
  const visible = visibleVersion(done, simulation, states);
  if (done === null || visible === null) return;
  // What was tried before its time was over may land after the delete that ended the key, for the
  // minute that KV lets it live at least. A touch may have set that time.
  const isEnded = written?.stamp === null && hasTouchEnded(world, { key, version: done });
  if (isEnded || states.get(done) === "expired") return;
  for (const { tag, stamps, isConfirmed } of world.truth.purges) {
    const stamp = stamps[shardOf(nameOf(key), stamps.length)];
    if (!isConfirmed || stamp === undefined || !isOlder(done, stamp)) continue;
    if (!tagsOfVersion(simulation, visible).split(",").includes(tag)) continue;
    const hasNewer = [...world.truth.queued.values()].some(
      (one) => one.key === key && one.op !== "touch" && !isOlder(one.version, stamp),
    );
    if (!hasNewer) world.violate("I21", `${done} has outlived the purge of ${tag}`, key);
  }
}

/** Of two producers whose clocks read the same, the write counts as the newer. */
const isOlder = (version: Version, purge: Version): boolean =>
  version < purge && !sameReading(version, purge);

function tagsOfVersion({ world }: Simulation, version: Version | null): string {
  const intent = version === null ? undefined : world.truth.queued.get(version);
  return intent === undefined ? "" : tagsOf(intent).join();
}
