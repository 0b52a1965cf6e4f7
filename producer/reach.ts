import { err, ok, type Result } from "../shared/result.ts";
import { detailOf } from "./events.ts";
import type { Services } from "./ports.ts";
import { type Problem, problem } from "./problems.ts";

/** Calls a service that may be away: its failure becomes a 503 and an event. */
export async function reach<T>(
  { report }: Pick<Services, "report">,
  service: string,
  call: () => Promise<T>,
): Promise<Result<T, Problem>> {
  try {
    return ok(await call());
  } catch (error) {
    report({ kind: "service-failed", service, detail: detailOf(error) });
    return err(problem("unavailable", `${service} did not answer; try again`));
  }
}
