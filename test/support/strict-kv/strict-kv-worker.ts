import { WorkerEntrypoint } from "cloudflare:workers";
import { unstampMetadata } from "../../../shared/stamp.ts";
import { answerControl } from "./answer-control.ts";
import type { Effect, WriteOperation } from "./fault.ts";
import { ended, judgeWrite, kvFailure, started } from "./judge-write.ts";
import { emptyState, paceOf, type StrictKvState } from "./strict-kv-state.ts";
import type { WriteRecord } from "./write-report.ts";

type Env = { readonly NAMESPACE: KVNamespace };

/**
 * Shared by all requests: a Worker of the local runtime has one isolate, and calls over RPC and
 * requests over HTTP meet in it.
 */
const state: StrictKvState = emptyState();

/**
 * A KV namespace that is as strict as Cloudflare's: bind it in place of the namespace. The real
 * local one lies below and checks sizes and expirations. `fetch` is for the test, not for the
 * Worker under test: it sets faults and reads the report.
 */
export default class StrictKv extends WorkerEntrypoint<Env> {
  override fetch(request: Request): Promise<Response> {
    return answerControl(request, state);
  }

  get(...call: unknown[]): Promise<unknown> {
    state.reads.get(call[0]);
    return Reflect.apply(this.env.NAMESPACE.get, this.env.NAMESPACE, call);
  }

  getWithMetadata(...call: unknown[]): Promise<unknown> {
    state.reads.get(call[0]);
    return Reflect.apply(this.env.NAMESPACE.getWithMetadata, this.env.NAMESPACE, call);
  }

  list(options?: KVNamespaceListOptions): Promise<unknown> {
    state.reads.list(options?.prefix ?? "");
    return this.env.NAMESPACE.list(options);
  }

  put(
    key: string,
    value: string | ArrayBuffer | ArrayBufferView | ReadableStream,
    options?: KVNamespacePutOptions,
  ): Promise<void> {
    const { version, metadata } = unstampMetadata(options?.metadata);
    // Read at once: a stream of a caller that gave up could not land late any more.
    const body = value instanceof ReadableStream ? new Response(value).arrayBuffer() : value;
    const start = startOf(body);
    this.ctx.waitUntil(keepContent(start, metadata).catch(() => {}));
    const land = async () => {
      await this.env.NAMESPACE.put(key, await body, options);
      return start;
    };
    return this.#write({ operation: "put", key, version, land });
  }

  delete(key: string): Promise<void> {
    const land = async () => {
      await this.env.NAMESPACE.delete(key);
      return null;
    };
    return this.#write({ operation: "delete", key, version: null, land });
  }

  /** A caller that stops waiting cancels nothing: what was accepted lands, as in the real KV. */
  #write(write: Write): Promise<void> {
    const done = perform(write);
    this.ctx.waitUntil(done.catch(() => {}));
    return done;
  }
}

async function keepContent(start: Promise<string>, metadata: unknown): Promise<void> {
  state.contents.add(await start);
  if (metadata !== undefined) state.contents.add(metadata);
}

async function startOf(
  body: string | ArrayBuffer | ArrayBufferView | Promise<ArrayBuffer>,
): Promise<string> {
  const value = await body;
  const text = typeof value === "string" ? value : new TextDecoder().decode(value);
  return text.slice(0, CONTENT_LENGTH);
}

const CONTENT_LENGTH = 64;

type Write = {
  readonly operation: WriteOperation;
  readonly key: string;
  readonly version: string | null;
  /** Resolves with the beginning of what has landed. */
  readonly land: () => Promise<string | null>;
};

async function perform(write: Write): Promise<void> {
  const nowMs = Date.now();
  const { operation, key } = write;
  const judged = judgeWrite({
    operation,
    key,
    pace: paceOf(state, key),
    faults: state.faults,
    nowMs,
  });
  state.faults = judged.faults;
  const judgement = judged.judgement;
  switch (judgement.kind) {
    case "refuse":
      record(write, nowMs, {
        landed: false,
        error: judgement.message,
        injected: judgement.injected,
      });
      throw new Error(judgement.message);
    case "pass":
      return land(write, nowMs, null);
    case "fault":
      return performFault(write, nowMs, judgement.effect);
  }
}

async function performFault(
  write: Write,
  startedAtMs: number,
  effect: Extract<Effect, { kind: "landed" | "silent" }>,
): Promise<void> {
  if (effect.kind === "landed") {
    const error = kvFailure(write.operation, effect.status);
    await land(write, startedAtMs, error);
    throw new Error(error);
  }
  const error = "Network connection lost.";
  if (effect.lands === "at-once") await land(write, startedAtMs, error);
  else record(write, startedAtMs, { landed: effect.lands === "late", error, injected: true });
  await scheduler.wait(effect.durationMs);
  // It counted when it arrived: what lands late is outside the pace of its key, as the real KV may do.
  if (effect.lands === "late") await write.land();
  throw new Error(error);
}

/** Writes for real; `told` is the error that the caller will get although the value has landed. */
async function land(write: Write, startedAtMs: number, told: string | null): Promise<void> {
  state.paces.set(write.key, started(paceOf(state, write.key)));
  try {
    const valueStart = await write.land();
    record(write, startedAtMs, { landed: true, error: told, injected: told !== null, valueStart });
  } catch (error) {
    record(write, startedAtMs, { landed: false, error: String(error), injected: false });
    throw error;
  } finally {
    state.paces.set(write.key, ended(paceOf(state, write.key), Date.now()));
  }
}

function record(
  write: Write,
  startedAtMs: number,
  outcome: Pick<WriteRecord, "landed" | "error" | "injected"> & {
    readonly valueStart?: string | null;
  },
): void {
  const { operation, key, version } = write;
  const endedAtMs = Date.now();
  state.records.push({
    operation,
    key,
    version,
    startedAtMs,
    endedAtMs,
    valueStart: null,
    ...outcome,
  });
}
