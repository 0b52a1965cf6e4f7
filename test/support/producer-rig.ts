import { askRequestStore } from "../../consumer/ledger/request-store.ts";
import { backlogCap } from "../../producer/accept/backlog-cap.ts";
import { createVersionIssuer } from "../../producer/accept/version-issuer.ts";
import { createApp } from "../../producer/app.ts";
import { parseTokens, SCOPES } from "../../producer/auth/token.ts";
import { DiagnosticsGate } from "../../producer/diagnostics/diagnostics-gate.ts";
import type { ProducerEvent } from "../../producer/events.ts";
import type { Services } from "../../producer/ports.ts";
import { MarkPace } from "../../producer/read/mark-pace.ts";
import { ReadCounter } from "../../producer/read/read-counter.ts";
import { createSourceDesk } from "../../producer/sources/source-desk.ts";
import { WaitBoard } from "../../producer/wait/wait-board.ts";
import type { Counts } from "../../shared/metrics/counts.ts";
import type { Clock } from "../../shared/ports.ts";
import { Settings } from "../../shared/settings.ts";
import { assertDeclared } from "./assert-declared.ts";
import { MemoryEdgeCache } from "./memory-edge-cache.ts";
import { MemoryIntentQueue } from "./memory-intent-queue.ts";
import { MemoryOrigins } from "./memory-origins.ts";
import { MemoryPayloadUploads } from "./memory-payload-uploads.ts";
import { MemoryRequestStore } from "./memory-request-store.ts";
import { MemoryValueReads } from "./memory-value-reads.ts";
import { nodeDigest, sha256Hex } from "./node-digest.ts";
import { ScriptedOperations } from "./scripted-operations.ts";
import { NOW_MS } from "./versions.ts";

type TokenSpec = {
  readonly scopes?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly prefixes?: readonly string[];
  readonly expires?: string;
};

type RigOptions = {
  readonly settings?: Partial<Settings>;
  /** Token id → what it may do; the secret of each is `secret_of_<id>`. */
  readonly tokens?: Readonly<Record<string, TokenSpec>>;
  readonly services?: Partial<Services>;
};

export const tokenOf = (id: string): string => `slc_${id}_secret_of_${id}`;

export const tokensJson = (tokens: Readonly<Record<string, TokenSpec>>): string =>
  JSON.stringify(
    Object.entries(tokens).map(([id, spec]) => ({
      id,
      sha256: sha256Hex(`secret_of_${id}`),
      scopes: SCOPES,
      ...spec,
    })),
  );

/** The whole producer over fakes. Requests bring the token `all` unless they name another. */
export class ProducerRig {
  nowMs = NOW_MS;
  /** Every pause that was asked for; they pass at once. */
  readonly pausesMs: number[] = [];
  readonly queue = new MemoryIntentQueue();
  readonly payloads = new MemoryPayloadUploads();
  readonly edge = new MemoryEdgeCache(() => this.nowMs);
  readonly values = new MemoryValueReads();
  readonly requests = new MemoryRequestStore();
  readonly origins = new MemoryOrigins();
  readonly operations = new ScriptedOperations();
  readonly events: ProducerEvent[] = [];
  /** Counts of reads, each time that they were told. */
  readonly readsTold: Counts[] = [];
  readonly app: ReturnType<typeof createApp>;
  readonly #background: Promise<unknown>[] = [];

  constructor({ settings, tokens = { all: {} }, services }: RigOptions = {}) {
    const health = { status: "ok" as const, bindings: {}, problems: [] };
    const own = this.#services({ ...Settings.parse({}), ...settings }, tokensJson(tokens));
    this.app = createApp({ health, services: { ok: true, value: { ...own, ...services } } });
  }

  async request(path: string, init: RequestInit = {}, tokenId: string | null = "all") {
    const headers = new Headers(init.headers);
    if (tokenId !== null) headers.set("Authorization", `Bearer ${tokenOf(tokenId)}`);
    const request = { ...init, headers, duplex: "half" } as RequestInit;
    const response = await this.app.request(path, request, {}, this.#context());
    const asked = new Request(new URL(path, "http://localhost"), { method: init.method ?? "GET" });
    await assertDeclared(asked, response);
    return response;
  }

  /** Waits for everything that goes on behind the answers. */
  async settle(): Promise<void> {
    await Promise.all(this.#background.splice(0));
  }

  put(key: string, body: BodyInit | null, init: RequestInit = {}) {
    const path = `/v1/kv/default/${encodeURIComponent(key)}`;
    return this.request(path, { method: "PUT", body, ...init });
  }

  post(path: string, body: unknown, tokenId = "all") {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return this.request(path, { method: "POST", body: text }, tokenId);
  }

  #context() {
    return {
      waitUntil: (task: Promise<unknown>) => void this.#background.push(task),
      passThroughOnException: () => {},
      props: {},
    } as unknown as ExecutionContext;
  }

  #services(settings: Settings, tokens: string): Services {
    const clock: Clock = {
      now: () => this.nowMs,
      sleep: async (durationMs) => void this.pausesMs.push(durationMs),
    };
    const dice = () => 0.5;
    const { meters, ledger, deadLetters, gate, purges, probes, views } = this.operations;
    return {
      settings,
      tokens: parseTokens(tokens),
      clock,
      dice,
      digest: nodeDigest,
      versions: createVersionIssuer(clock, dice),
      queue: this.queue,
      meters,
      payloads: this.payloads,
      values: this.values,
      edge: this.edge,
      marks: new MarkPace(),
      ledger,
      requests: {
        ask: async (question) => askRequestStore(this.requests, question, this.nowMs),
      },
      reads: new ReadCounter({
        clock,
        send: async (counts) => void this.readsTold.push(counts),
        report: (event) => this.events.push(event),
      }),
      waits: new WaitBoard(settings.LEDGER_SHARDS),
      deadLetters,
      views,
      purges,
      origins: this.origins,
      sources: createSourceDesk(),
      l1: null,
      probes,
      diagnostics: new DiagnosticsGate(),
      gate,
      backlogCap: backlogCap({
        settings,
        clock,
        ledger,
        report: (event) => this.events.push(event),
      }),
      report: (event) => this.events.push(event),
    };
  }
}
