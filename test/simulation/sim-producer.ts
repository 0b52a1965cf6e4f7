import type { LedgerClient } from "../../consumer/ledger-client.ts";
import { acceptOnce } from "../../producer/accept/accept-once.ts";
import { noCap } from "../../producer/accept/backlog-cap.ts";
import { digestNothing } from "../../producer/accept/digest-content.ts";
import { encloseValue } from "../../producer/accept/enclose-value.ts";
import { receiptOf, unconfirmed } from "../../producer/accept/receipt.ts";
import { sendIntents } from "../../producer/accept/send-intents.ts";
import { createVersionIssuer, type VersionIssuer } from "../../producer/accept/version-issuer.ts";
import { deleteIntent, touchIntent, type WriteDraft } from "../../producer/accept/write-draft.ts";
import type { Services } from "../../producer/ports.ts";
import { startPurge } from "../../producer/tags/purge-ledger.ts";
import { WaitBoard } from "../../producer/wait/wait-board.ts";
import { waitForStates } from "../../producer/wait/wait-for-states.ts";
import { shardOf } from "../../shared/key.ts";
import type { RequestQuestion } from "../../shared/ledger/idempotency.ts";
import type { VersionName } from "../../shared/ledger/protocol.ts";
import type { PurgeCount, PurgeQuestion } from "../../shared/ledger/purge.ts";
import type { Clock, IntentQueue } from "../../shared/ports.ts";
import { err, ok } from "../../shared/result.ts";
import type { Version } from "../../shared/version.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { hash, type Random } from "./random.ts";
import { skewedClock } from "./sim-consumer.ts";
import type { SimPayloads } from "./sim-payloads.ts";
import type { PurgeTruth } from "./truth.ts";
import type { World } from "./world.ts";

/** Simulated clients wait until they are answered. */
const NEVER_GONE = new AbortController().signal;
const DAY_MS = 86_400_000;

/** What producers reach. */
type ProducersAround = {
  readonly queue: IntentQueue;
  readonly payloads: SimPayloads;
  readonly ledger: LedgerClient;
};

/** One isolate of the producer, with a clock of its own. Accepts with the producer's own code. */
export class SimProducer {
  readonly #world: World;
  readonly #random: Random;
  readonly #clock: Clock;
  readonly #versions: VersionIssuer;
  readonly #services: Services;

  constructor(world: World, index: number, around: ProducersAround) {
    this.#world = world;
    this.#random = world.random.fork(`producer-${index}`);
    this.#clock = skewedClock(world, this.#skewMs());
    this.#versions = createVersionIssuer(this.#clock, this.#random.next);
    const { shards } = around.ledger;
    this.#services = {
      settings: world.settings,
      clock: this.#clock,
      dice: this.#random.next,
      digest: simDigest,
      versions: this.#versions,
      queue: around.queue,
      payloads: around.payloads.uploads(digestOf),
      ledger: {
        states: (shard: number, body: readonly VersionName[]) =>
          around.ledger.shard(shard).states({ shards, body }),
      },
      requests: {
        ask: (body: RequestQuestion) => {
          const shard = shardOf({ namespace: "requests", key: body.id }, shards);
          return around.ledger.shard(shard).request({ shards, body });
        },
      },
      purges: {
        shards,
        count: (at: number, body: PurgeCount) =>
          around.ledger.shard(at).countTagged({ shards, body }),
        ask: (at: number, body: PurgeQuestion) => around.ledger.shard(at).purge({ shards, body }),
      },
      waits: new WaitBoard(shards),
      backlogCap: noCap,
      report: () => {},
    } as unknown as Services;
  }

  #skewMs(): number {
    if (!this.#world.faults.hits("producer-clock-skew")) return 0;
    if (this.#random.chance(0.1)) return this.#random.int(-DAY_MS, DAY_MS);
    return this.#random.int(-10_000, 10_000);
  }

  /** Accepts a write as a request would; the version that the client got, or null for 503. */
  async accept(draft: WriteDraft, value: string, after: Version | null): Promise<Version | null> {
    const isCausal = after !== null && this.#versions.observe(after).ok;
    const stamp = { version: this.#versions.next(), acceptedAtMs: this.#clock.now() };
    if (isCausal && after !== null) {
      this.#world.faults.mark("causal-write");
      if (stamp.version <= after) this.#world.violate("order", "a write precedes its cause");
    }
    const intent = await this.#enclose(draft, stamp, value);
    if (intent === null) return null;
    const lost = await sendIntents(this.#services, [intent], NEVER_GONE);
    if (lost.size > 0) return null;
    if (!this.#world.truth.queued.has(stamp.version)) {
      this.#world.violate("I13", "a write was confirmed that no queue has", draft.key);
    }
    this.#world.truth.confirmed.add(stamp.version);
    return stamp.version;
  }

  /** The same for a request with an Idempotency-Key. */
  async acceptOnce(id: string, draft: WriteDraft, value: string): Promise<Version | null> {
    const accepted = await acceptOnce(this.#services, {
      id,
      accept: async () => {
        const version = await this.accept(draft, value, null);
        const intent = version === null ? undefined : this.#world.truth.queued.get(version);
        return intent === undefined ? err(unconfirmed()) : ok([receiptOf(intent)]);
      },
      fingerprint: async () => digestOf(JSON.stringify({ draft, value })),
    });
    return accepted.ok ? (accepted.value[0]?.version ?? null) : null;
  }

  /** Waits for the end of a write as `Prefer: wait` does; notes what the client is told. */
  async wait(name: VersionName, seconds: number): Promise<void> {
    const untilMs = this.#clock.now() + seconds * 1_000;
    const [state] = (await waitForStates(this.#services, [name], untilMs, NEVER_GONE)) ?? [];
    if (state === undefined) return;
    this.#world.faults.mark("waited-for");
    this.#world.truth.told.set(name.version, state);
  }

  /** Purges a tag as a request would; notes what was stamped, whatever becomes of it. */
  async purge(tag: string, ratePerSecond: number): Promise<void> {
    const noted: PurgeTruth = { tag, stamps: [], isConfirmed: false };
    this.#world.truth.purges.push(noted);
    const next = (): Version => {
      const version = this.#versions.next();
      noted.stamps.push(version);
      return version;
    };
    const services = { ...this.#services, versions: { ...this.#versions, next } };
    await startPurge(services, { tag, access: {}, ratePerSecond });
    noted.isConfirmed = true;
  }

  async #enclose(
    draft: WriteDraft,
    stamp: { readonly version: Version; readonly acceptedAtMs: number },
    value: string,
  ): Promise<WriteIntent | null> {
    if (draft.op === "delete") {
      return deleteIntent(draft, stamp, digestNothing(this.#services, draft));
    }
    if (draft.op === "touch") return touchIntent(draft, stamp);
    const bytes = encoder.encode(value);
    const enclosed = await encloseValue(this.#services, draft, stamp, bytes);
    return enclosed.ok ? enclosed.value : null;
  }
}

/** Stands in for SHA-256: the simulator needs equality, not strength. */
export const digestOf = (text: string): string =>
  (hash(text) >>> 0).toString(16).padStart(8, "0").repeat(8);

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const simDigest: Pick<Services["digest"], "start" | "sha256"> = {
  sha256: async (bytes) => {
    return Uint8Array.from(Buffer.from(digestOf(decoder.decode(bytes)), "hex"));
  },
  start: () => {
    let text = "";
    return {
      update: async (chunk) => {
        text += decoder.decode(chunk);
      },
      finish: async () => digestOf(text),
    };
  },
};
