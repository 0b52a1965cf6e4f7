import { encloseValue } from "../../producer/accept/enclose-value.ts";
import { sendIntents } from "../../producer/accept/send-intents.ts";
import { createVersionIssuer } from "../../producer/accept/version-issuer.ts";
import type { PayloadUploads } from "../../producer/payload-uploads.ts";
import type { Services } from "../../producer/ports.ts";
import type { IntentQueue } from "../../shared/ports.ts";
import type { Settings } from "../../shared/settings.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { aPutDraft } from "../../test/support/a-put-draft.ts";
import { nodeDigest } from "../../test/support/node-digest.ts";
import { storedValue } from "../contender.ts";
import type { Isolate } from "../platform/isolates.ts";
import type { Platform } from "../platform/platform.ts";
import type { Write } from "../workload.ts";

/** Accepts the writes of one request; resolves to the numbers of those that nobody has confirmed. */
export type AcceptWrites = (writes: readonly Write[]) => Promise<ReadonlySet<number>>;

/** The producer's own stamping and sending, in one isolate. */
export function benchProducer(
  platform: Platform,
  settings: Settings,
  isolate: Pick<Isolate, "random" | "sleep">,
  around: { readonly queue: IntentQueue; readonly payloads: PayloadUploads },
): AcceptWrites {
  const versions = createVersionIssuer({ now: platform.now }, isolate.random.next);
  const services = {
    settings,
    digest: nodeDigest,
    versions,
    clock: { now: platform.now, sleep: isolate.sleep },
    dice: isolate.random.next,
    ...around,
    report: () => {},
  } as unknown as Services;
  return async (writes) => {
    const numbers = new Map<string, number>();
    const intents: WriteIntent[] = [];
    for (const write of writes) {
      const stamp = { version: versions.next(), acceptedAtMs: platform.now() };
      const bytes = bytesOf(write, settings);
      const enclosed = await encloseValue(services, aPutDraft({ key: write.key }), stamp, bytes);
      if (!enclosed.ok) throw new Error("the value was refused");
      numbers.set(enclosed.value.version, write.number);
      intents.push(enclosed.value);
    }
    const lost = await sendIntents(services, intents, NEVER);
    return new Set([...lost].flatMap((version) => numbers.get(version) ?? []));
  };
}

/** Values for the claim check come with all their bytes; the length of others changes nothing. */
function bytesOf(write: Write, { INLINE_LIMIT_BYTES }: Settings): Uint8Array {
  const value = storedValue(write);
  const isLarge = write.sizeBytes > INLINE_LIMIT_BYTES;
  return new TextEncoder().encode(isLarge ? value.padEnd(write.sizeBytes) : value);
}

const NEVER = new AbortController().signal;
