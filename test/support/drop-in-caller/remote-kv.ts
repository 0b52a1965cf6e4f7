import type { WorkerHandle } from "wrangler";
import { fromWire, toWire, type WireAnswer, type WireCall } from "./wire.ts";

export type RemoteKv = {
  readonly call: (method: string, ...given: readonly unknown[]) => Promise<unknown>;
};

/** One namespace of the caller Worker, used from a test. Rejects with the error it met there. */
export function remoteKv(caller: Pick<WorkerHandle, "fetch">, subject: string): RemoteKv {
  return {
    async call(method, ...given) {
      const body: WireCall = { subject, method, given: await Promise.all(given.map(toWire)) };
      const response = await caller.fetch("http://caller.invalid/", {
        method: "POST",
        body: JSON.stringify(body),
      });
      const answer = (await response.json()) as WireAnswer;
      if (answer.kind === "value") return fromWire(answer.value);
      throw Object.assign(new Error(answer.message), { name: answer.name });
    },
  };
}
