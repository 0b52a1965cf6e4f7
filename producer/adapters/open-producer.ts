import { err, ok, type Result } from "../../shared/result.ts";
import { parseSettings, type Settings } from "../../shared/settings.ts";
import { allWriteQueues, missingQueue } from "../../shared/write-queues.ts";
import { backlogCap } from "../accept/backlog-cap.ts";
import { createVersionIssuer } from "../accept/version-issuer.ts";
import type { Producer } from "../app.ts";
import { parseTokens } from "../auth/token.ts";
import type { Env } from "../bindings.ts";
import { DiagnosticsGate } from "../diagnostics/diagnostics-gate.ts";
import { openL1 } from "../l1/l1-cache.ts";
import { notingQueue } from "../l1/noting-queue.ts";
import type { Services } from "../ports.ts";
import { MarkPace } from "../read/mark-pace.ts";
import { ReadCounter } from "../read/read-counter.ts";
import { createSourceDesk } from "../sources/source-desk.ts";
import { WaitBoard } from "../wait/wait-board.ts";
import { deadLetterStore } from "./dead-letters.ts";
import { cloudflareDigest } from "./digest.ts";
import { cacheApi } from "./edge-cache.ts";
import { gateControl } from "./gate.ts";
import { kvReads } from "./kv-reads.ts";
import { ledgerShards, purgeLedger, readTeller, requestLedger } from "./ledger.ts";
import { originsOf } from "./origins.ts";
import { bindingProbes } from "./probes.ts";
import { intentQueue, queueMeters } from "./queues.ts";
import { r2Payloads } from "./r2-payloads.ts";
import { reportToConsole } from "./report.ts";
import { systemClock, systemDice } from "./system-clock.ts";
import { viewObjects } from "./views.ts";
import { laneQueues, meteredQueues } from "./write-queues.ts";

/** The producer over real bindings; what is missing or wrong becomes a reason, never a crash. */
export function openProducer(env: Env): Producer {
  const settings = parseSettings(env);
  const tokens = parseTokens(env.SLUICE_TOKENS);
  const services = settings.ok ? openServices(env, settings.value, tokens) : settings;
  const problems = [...(services.ok ? [] : services.error), ...(tokens.ok ? [] : [tokens.error])];
  return {
    health: {
      status: problems.length === 0 ? "ok" : "degraded",
      bindings: presentBindings(env, settings.ok ? settings.value : null),
      problems,
    },
    services,
  };
}

/** Without `PAYLOADS` large values are refused; everything else has to be there. */
const NEEDED = ["DEAD_LETTERS", "LEDGER", "DEAD_LETTER_STORE", "VIEW_DESKS", "GATE"] as const;

/** The service bindings that sources are asked through. */
const sourceBindings = ({ SOURCES }: Settings): readonly string[] =>
  Object.values(SOURCES).flatMap(({ binding }) => binding ?? []);

function presentBindings(env: Env, settings: Settings | null): Record<string, boolean> {
  const namespaces = settings === null ? [] : Object.values(settings.NAMESPACES);
  const sources = settings === null ? [] : sourceBindings(settings);
  const queues = settings === null ? [] : allWriteQueues(settings).map(({ binding }) => binding);
  const names = [...namespaces, ...queues, ...NEEDED, ...sources, "PAYLOADS", "SLUICE_TOKENS"];
  return Object.fromEntries(names.map((name) => [name, env[name] !== undefined]));
}

function openServices(
  env: Env,
  settings: Settings,
  tokens: Services["tokens"],
): Result<Services, readonly string[]> {
  const { DEAD_LETTERS, LEDGER, DEAD_LETTER_STORE, GATE, VIEW_DESKS } = env;
  const missing = missingBindings(env, settings);
  if (missing.length > 0) return err(missing);
  if (!DEAD_LETTERS || !LEDGER || !DEAD_LETTER_STORE || !GATE || !VIEW_DESKS) {
    throw new Error("a binding that was present is gone");
  }
  const needed = { DEAD_LETTERS, LEDGER, DEAD_LETTER_STORE, GATE, VIEW_DESKS };
  return ok(servicesOver(needed, env, settings, tokens));
}

type Needed = Required<Pick<Env, (typeof NEEDED)[number]>>;

function servicesOver(
  { DEAD_LETTERS, LEDGER, DEAD_LETTER_STORE, GATE, VIEW_DESKS }: Needed,
  env: Env,
  settings: Settings,
  tokens: Services["tokens"],
): Services {
  const queues = meteredQueues(env, settings, DEAD_LETTERS);
  const shards = settings.LEDGER_SHARDS;
  const clock = systemClock;
  const dice = systemDice;
  const report = reportToConsole;
  const l1 = openL1(settings);
  const ledger = ledgerShards(LEDGER, shards);
  return {
    settings,
    tokens,
    clock,
    dice,
    digest: cloudflareDigest,
    versions: createVersionIssuer(clock, dice),
    queue: notingQueue(intentQueue(laneQueues(env, settings)), l1, clock),
    meters: queueMeters(queues),
    payloads: env.PAYLOADS === undefined ? null : r2Payloads(env.PAYLOADS),
    values: kvReads(env, settings.NAMESPACES),
    edge: cacheApi,
    marks: new MarkPace(),
    ledger,
    backlogCap: backlogCap({ settings, clock, ledger, report }),
    gate: gateControl(GATE),
    requests: requestLedger(LEDGER, shards),
    reads: new ReadCounter({ clock, send: readTeller(LEDGER, shards, dice), report }),
    waits: new WaitBoard(shards),
    deadLetters: deadLetterStore(DEAD_LETTER_STORE),
    views: viewObjects(VIEW_DESKS),
    purges: purgeLedger(LEDGER, shards),
    origins: originsOf(env),
    sources: createSourceDesk(),
    l1,
    probes: bindingProbes({
      queues,
      ledger: LEDGER,
      deadLetterStore: DEAD_LETTER_STORE,
      bucket: env.PAYLOADS,
      shards,
    }),
    diagnostics: new DiagnosticsGate(),
    report,
  };
}

function missingBindings(env: Env, settings: Settings): readonly string[] {
  const namespaces = Object.values(settings.NAMESPACES);
  const queues = allWriteQueues(settings).filter(({ binding }) => env[binding] === undefined);
  return [
    ...[...namespaces, ...NEEDED, ...sourceBindings(settings)]
      .filter((name) => env[name] === undefined)
      .map((name) => `${name}: expected a binding of this name in the TOML file, found none`),
    ...queues.map((queue) => missingQueue(queue, settings)),
  ];
}
