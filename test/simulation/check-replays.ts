import type { ReplayTask } from "../../consumer/dead-letter-store/replay-store.ts";
import type { IntentQueue } from "../../shared/ports.ts";
import type { Version } from "../../shared/version.ts";
import type { SimDeadLetters } from "./sim-dead-letters.ts";
import type { World } from "./world.ts";

/** I20: every replay and cancel is in the audit, and a finished replay has settled what it meant. */
export function checkReplays(world: World, { audit, replays }: SimDeadLetters): void {
  for (const { action, replayId, matched } of audit.rows(null, 1_000)) {
    const task = replayId === null ? null : replays.get(replayId);
    if (task === null) continue;
    const settled = task.enqueued + task.skipped;
    const isCancelled = task.cancelledAtMs !== null;
    if (task.matched !== matched || settled > matched || (!isCancelled && settled < matched)) {
      world.violate("I20", `${task.id} settled ${settled} of ${task.matched}, noted ${matched}`);
    }
    if (action === "cancel" && !isCancelled) world.violate("I20", `${task.id} is not cancelled`);
  }
}

/** I20: letters are sent for a replay that runs, and none for the first time after its cancel. */
export function watchReplays(
  world: World,
  active: () => ReplayTask | null,
): (queue: IntentQueue) => IntentQueue {
  const sentBy = new Map<string, Set<Version>>();
  return (queue) => ({
    send: (lane, intents) => {
      const task = active();
      if (task === null) world.violate("I20", "letters are sent though no replay runs");
      const id = task?.id ?? "";
      const sent = sentBy.get(id) ?? new Set();
      sentBy.set(id, sent);
      for (const { version, key } of intents) {
        if (task !== null && task.cancelledAtMs !== null && !sent.has(version)) {
          world.violate("I20", `${version} is sent after the cancel of ${id}`, key);
        }
        sent.add(version);
      }
      return queue.send(lane, intents);
    },
  });
}
