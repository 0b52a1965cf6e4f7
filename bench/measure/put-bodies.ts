import { createHash } from "node:crypto";
import { Agent, request } from "node:http";
import { check } from "../benchmark.ts";

export type BodyLoad = {
  readonly bodies: number;
  readonly sizeBytes: number;
  /** Whether the length stands in `Content-Length`, or the body comes in chunks. */
  readonly length: "announced" | "unknown";
};

export type PutAnswer = {
  /** Of the body that was sent. */
  readonly sha256: string;
  readonly text: string;
};

/** How many bytes go into the socket at a time. */
const PIECE_BYTES = 65_536;

/** Sends all bodies at once, each over a connection of its own. */
export async function putBodies(
  url: string,
  load: BodyLoad,
  headers: Readonly<Record<string, string>>,
): Promise<readonly PutAnswer[]> {
  const agent = new Agent({ maxSockets: load.bodies });
  try {
    return await Promise.all(
      Array.from({ length: load.bodies }, (_, number) => putOne(url, agent, number, load, headers)),
    );
  } finally {
    agent.destroy();
  }
}

async function putOne(
  url: string,
  agent: Agent,
  number: number,
  { sizeBytes, length }: BodyLoad,
  headers: Readonly<Record<string, string>>,
): Promise<PutAnswer> {
  const announced = length === "announced" ? { "Content-Length": sizeBytes } : {};
  const sent = request(`${url}/v1/kv/default/body-${number}`, {
    agent,
    method: "PUT",
    headers: { ...headers, ...announced, "Value-Bytes": sizeBytes },
  });
  const answered = new Promise<PutAnswer["text"]>((resolve, reject) => {
    sent.on("error", reject);
    sent.on("response", async (response) => {
      const text = Buffer.concat(await response.toArray()).toString();
      if (response.statusCode === 202) resolve(text);
      else reject(new Error(`expected 202, got ${response.statusCode}: ${text}`));
    });
  });
  const hash = createHash("sha256");
  for (const piece of pieces(number, sizeBytes)) {
    hash.update(piece);
    const isFull = !sent.write(piece);
    if (isFull)
      await Promise.race([new Promise((resolve) => sent.once("drain", resolve)), answered]);
  }
  sent.end();
  const text = await answered;
  check(text !== "", "an answer with a body", text);
  return { sha256: hash.digest("hex"), text };
}

/** Every body differs from the others from its first byte on. */
function* pieces(number: number, sizeBytes: number): Generator<Uint8Array> {
  const piece = Buffer.alloc(PIECE_BYTES, `body ${number} `);
  for (let left = sizeBytes; left > 0; left -= PIECE_BYTES) yield piece.subarray(0, left);
}
