import type { Command } from "commander";
import { MAX_VALUE_BYTES } from "../../shared/limits.ts";
import { Receipt } from "../api-schemas.ts";
import { parseContentType, parseKey, parseMetadata, parseTtlSeconds } from "../argument-parsers.ts";
import { errorCode } from "../connection.ts";
import { type Failure, fail } from "../failure.ts";
import { kvPath } from "../http-client.ts";
import { presentReceipt } from "../present-receipt.ts";
import type { Runner, Session } from "../session.ts";
import type { Outcome } from "../world.ts";

type PutOptions = {
  readonly ttl?: number;
  readonly metadata?: string;
  readonly contentType?: string;
  readonly immediate?: boolean;
};

export function addPut(parent: Command, run: Runner): void {
  parent
    .command("put")
    .summary("write a value")
    .description("Write a value. Done means durably queued; `sluice status KEY` follows it.")
    .argument("<key>", "key", parseKey)
    .argument("[value]", "value; absent or -: read from stdin")
    .option("--ttl <duration>", "life of the value: 60, 15m, 1h, 30d", parseTtlSeconds)
    .option("--metadata <json>", "metadata, as JSON", parseMetadata)
    .option("--content-type <type>", "media type, given back on reads", parseContentType)
    .option("--immediate", "do not wait for a batch to fill")
    .action((key: string, value: string | undefined, options: PutOptions, command: Command) =>
      run(command, (session) => put(session, key, value ?? "-", options)),
    );
}

async function put(
  session: Session,
  key: string,
  value: string,
  options: PutOptions,
): Promise<Outcome> {
  const api = await session.connect();
  if (!api.ok) return api;
  const input = value === "-" ? await standardInput(session) : literalInput(value);
  const receipt = await api.value.sendForJson(
    {
      method: "PUT",
      path: kvPath(session.namespace, key),
      query: {
        expirationTtl: options.ttl?.toString(),
        priority: options.immediate === true ? "immediate" : undefined,
      },
      headers: {
        ...(options.metadata === undefined ? {} : { "Sluice-Metadata": options.metadata }),
        ...(options.contentType === undefined ? {} : { "Content-Type": options.contentType }),
      },
      body: input.body,
    },
    Receipt,
  );
  const problem = input.problem();
  if (problem !== null) return { ok: false, error: problem };
  return receipt.ok ? presentReceipt(session, receipt.value) : receipt;
}

type ValueInput = {
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
  /** Why the body broke off, when that was our own doing. */
  readonly problem: () => Failure | null;
};

const literalInput = (value: string): ValueInput => ({
  body: new TextEncoder().encode(value),
  problem: () => null,
});

async function standardInput(session: Session): Promise<ValueInput> {
  const { stdin } = session.world;
  if (stdin.isTerminal) await session.talk("Type the value; Ctrl-D ends it.");
  let problem: Failure | null = null;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    let sizeBytes = 0;
    try {
      for await (const chunk of stdin.chunks) {
        sizeBytes += chunk.byteLength;
        if (sizeBytes > MAX_VALUE_BYTES) throw new RangeError("over 25 MiB");
        yield chunk;
      }
    } catch (error) {
      problem = inputProblem(error);
      throw error;
    }
  }
  return { body: chunks(), problem: () => problem };
}

function inputProblem(error: unknown): Failure {
  const what =
    error instanceof RangeError
      ? "The value on stdin is too large."
      : `Reading the value from stdin failed (${errorCode(error)}).`;
  return fail("failure", what, {
    details: ["Expected at most 25 MiB (26,214,400 bytes). Nothing was written."],
  }).error;
}
