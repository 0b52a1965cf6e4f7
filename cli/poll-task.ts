import type * as z from "zod/mini";
import type { Result } from "../shared/result.ts";
import { type Failure, fail } from "./failure.ts";
import type { HttpClient } from "./http-client.ts";
import type { Session } from "./session.ts";

const POLL_EVERY_MS = 500;
/** A task needs nobody to watch it, so a short outage is no reason to stop watching. */
const MAX_LOST_POLLS = 10;

/** A task that is being cancelled has not ended yet. */
type Task = { readonly state: "running" | "cancelling" | "finished" | "cancelled" };

/** Asks again and again how far a task of the producer is, until it has ended. */
export async function pollTask<T extends Task>(
  { world }: Session,
  api: HttpClient,
  path: string,
  schema: z.core.$ZodType<T>,
  onProgress: (task: T) => Promise<void>,
): Promise<Result<T, Failure>> {
  let lost = 0;
  while (true) {
    const task = await api.sendForJson({ method: "GET", path }, schema);
    if (task.ok) {
      lost = 0;
      await onProgress(task.value);
      const { state } = task.value;
      if (state === "finished" || state === "cancelled") return task;
    } else {
      const isOutage = task.error.kind === "unreachable" || task.error.kind === "unavailable";
      lost += 1;
      if (!isOutage || lost > MAX_LOST_POLLS) return task;
    }
    await world.wait(POLL_EVERY_MS, world.interruption);
    if (world.interruption.aborted) return fail("interrupted", "Detached.");
  }
}
