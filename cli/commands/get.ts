import type { Command } from "commander";
import { ok } from "../../shared/result.ts";
import { parseKey } from "../argument-parsers.ts";
import { errorCode } from "../connection.ts";
import { EXIT } from "../exit-status.ts";
import { fail } from "../failure.ts";
import { kvPath } from "../http-client.ts";
import type { Runner, Session } from "../session.ts";
import type { Outcome } from "../world.ts";

type GetOptions = { readonly cache: boolean };

const LINE_FEED = 0x0a;

export function addGet(parent: Command, run: Runner): void {
  parent
    .command("get")
    .summary("print a value")
    .description(
      "Print a value, byte for byte. With --json: the value with its version and metadata; " +
        "bytes that are not UTF-8 as valueBase64.",
    )
    .argument("<key>", "key", parseKey)
    .option("--no-cache", "ask KV, not the edge cache")
    .action((key: string, options: GetOptions, command: Command) =>
      run(command, (session) => get(session, key, options)),
    );
}

async function get(session: Session, key: string, options: GetOptions): Promise<Outcome> {
  const api = await session.connect();
  if (!api.ok) return api;
  const answer = await api.value.send({
    method: "GET",
    path: kvPath(session.namespace, key),
    headers: options.cache ? {} : { "Cache-Control": "no-cache" },
  });
  if (!answer.ok) return answer;
  return session.wantsJson
    ? presentValue(session, key, answer.value)
    : copyValue(session, answer.value);
}

async function copyValue(session: Session, response: Response): Promise<Outcome> {
  const { stdout, stderr } = session.world;
  let lastByte: number | undefined = LINE_FEED;
  const reader = (response.body ?? emptyBody()).getReader();
  while (true) {
    const part = await reader.read().then(ok, brokenOff(session));
    if (!part.ok) return part;
    if (part.value.done) break;
    await stdout.write(part.value.value);
    lastByte = part.value.value.at(-1) ?? lastByte;
  }
  // The value stays as it is; only the prompt gets a line of its own.
  if (stdout.isTerminal && stderr.isTerminal && lastByte !== LINE_FEED) await stderr.write("\n");
  return ok(EXIT.ok);
}

async function presentValue(session: Session, key: string, response: Response): Promise<Outcome> {
  const bytes = await response.bytes().then(ok, brokenOff(session));
  if (!bytes.ok) return bytes;
  const metadata = response.headers.get("Sluice-Metadata");
  const document = {
    namespace: session.namespace,
    key,
    version: response.headers.get("Sluice-Version"),
    contentType: response.headers.get("Content-Type"),
    metadata: metadata === null ? null : parseMetadata(metadata),
    ...valueMember(bytes.value),
  };
  await session.present({ document, terminal: () => [], plain: () => [] });
  return ok(EXIT.ok);
}

function valueMember(bytes: Uint8Array): { value: string } | { valueBase64: string } {
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return { value: decoder.decode(bytes) };
  } catch {
    return { valueBase64: Buffer.from(bytes).toString("base64") };
  }
}

/** As text when another writer's metadata is no JSON. */
function parseMetadata(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const brokenOff = (session: Session) => (error: unknown) =>
  session.world.interruption.aborted
    ? fail("interrupted", "Interrupted: the value is not complete.")
    : fail("unreachable", `The connection broke while the value came (${errorCode(error)}).`, {
        details: ["What was printed is not the whole value."],
        next: "run the command again",
      });

const emptyBody = (): ReadableStream<Uint8Array> => new Blob([]).stream();
