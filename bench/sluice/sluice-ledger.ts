import { LedgerDesk } from "../../consumer/ledger/ledger-desk.ts";
import { monotonic } from "../../consumer/ledger/monotonic.ts";
import type { LedgerClient } from "../../consumer/ledger-client.ts";
import type { AdmitAnswer } from "../../shared/ledger/admit-answer.ts";
import type { LedgerShardRpc, SettleRequest, ShardCall } from "../../shared/ledger/protocol.ts";
import type { DeadLetterSink } from "../../shared/ports.ts";
import type { Settings } from "../../shared/settings.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import type { Life } from "../../test/simulation/life.ts";
import { SimGate } from "../../test/simulation/sim-gate.ts";
import { SimObject } from "../../test/simulation/sim-object.ts";
import { MemoryLedgerStore } from "../../test/support/memory-ledger-store.ts";
import { MemoryRequestStore } from "../../test/support/memory-request-store.ts";
import type { Platform } from "../platform/platform.ts";
import type { VirtualPayloads } from "./virtual-payloads.ts";

const FAULTS = {
  unavailable: "ledger-unavailable",
  replyLost: "ledger-reply-lost",
  restart: "ledger-restart",
  slow: null,
} as const;

/** All shards and the gate, each its own desk in a simulated Durable Object. */
export class SluiceLedger {
  readonly #settings: Settings;
  readonly #gate: SimGate;
  readonly #shards: readonly SimObject<LedgerDesk>[];
  readonly #serve: Serve | null;
  /** Calls from consumers to shards, and what these reported. */
  readonly counts = { calls: 0, applied: 0, held: 0, released: 0 };

  constructor(
    platform: Platform,
    settings: Settings,
    release: (intents: readonly WriteIntent[]) => Promise<void>,
    deadLetters: (life: Life) => DeadLetterSink,
    payloads: VirtualPayloads,
    serve: Serve | null = null,
  ) {
    this.#settings = settings;
    this.#serve = serve;
    const count = settings.LEDGER_SHARDS;
    const world = Object.assign(platform, { settings });
    const shards = (life: Life) => ({
      count,
      heed: (shard: number, body: Parameters<LedgerShardRpc["heedGate"]>[0]["body"]) =>
        this.client(life).shard(shard).heedGate({ shards: count, body }),
    });
    this.#gate = new SimGate(world, shards, () => {});
    this.#shards = Array.from({ length: count }, (_, index) => {
      const store = new MemoryLedgerStore();
      const requests = new MemoryRequestStore();
      const dice = platform.random.fork(`shard-dice-${index}`);
      return new SimObject<LedgerDesk>(platform, `shard-${index}`, FAULTS, (life, alarm) => {
        const parts = { store, now: monotonic(platform.now), dice: dice.next, rules: settings };
        return new LedgerDesk({
          parts,
          requests,
          alarm,
          alarmPorts: {
            queue: {
              send: (_lane, intents) => {
                this.counts.released += intents.length;
                return life.call(() => release(intents));
              },
            },
            deadLetters: { put: (letters) => deadLetters(life).put(letters) },
            payloads: {
              redeem: (version, sha256) => life.call(() => payloads.redeem(version, sha256)),
              delete: (versions) => life.call(() => payloads.delete(versions)),
            },
            report: () => {},
            releaseBatch: settings.RELEASE_BATCH,
          },
          gate: { gate: this.#gate.client(life), shard: index, shards: count, report: () => {} },
        });
      });
    });
  }

  /** The ledger over the network, for one caller. */
  client(life: Life): LedgerClient {
    return {
      shards: this.#settings.LEDGER_SHARDS,
      shard: (index) => {
        const object = this.#shards[index];
        if (object === undefined) throw new Error(`no shard ${index}`);
        return stubOf(
          (ask, items) => {
            this.counts.calls += 1;
            const serve = this.#serve;
            if (serve === null) return life.call(() => object.call(ask));
            return life.call(async () => {
              await serve(index, items);
              return object.call(ask);
            });
          },
          (request) => this.#countReports(request),
          (answers) => this.#countHeld(answers),
        );
      },
    };
  }

  #countReports({ items }: SettleRequest): void {
    for (const { report } of items) {
      if (report.outcome.kind === "applied") this.counts.applied += 1;
      if (report.outcome.kind === "hold") this.counts.held += 1;
    }
  }

  #countHeld(answers: readonly (readonly AdmitAnswer[])[]): void {
    this.counts.held += answers.flat().filter(({ kind }) => kind === "held").length;
  }
}

/** Waits until a shard has time for a call with so many items. */
export type Serve = (shard: number, items: number) => Promise<void>;

/** Every call of a shard goes over the network in the same way. */
function stubOf(
  over: <T>(ask: (desk: LedgerDesk) => Promise<T>, items: number) => Promise<T>,
  onSettle: (request: SettleRequest) => void,
  onAdmitted: (answers: readonly (readonly AdmitAnswer[])[]) => void,
): LedgerShardRpc {
  return new Proxy({} as LedgerShardRpc, {
    get: (_, name: keyof LedgerShardRpc) => async (call: never) => {
      if (name === "settle") onSettle((call as ShardCall<SettleRequest>).body);
      const { body } = call as ShardCall<Partial<SettleRequest> | null>;
      const items = body?.items?.length ?? 1;
      const ask = (desk: LedgerDesk) => (desk[name] as (call: never) => Promise<unknown>)(call);
      const answer = await over(ask, items);
      if (name === "admit") onAdmitted(answer as readonly (readonly AdmitAnswer[])[]);
      return answer;
    },
  });
}
