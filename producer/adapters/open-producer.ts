import { err, ok, type Result } from "../../shared/result.ts";
import { parseSettings, type Settings } from "../../shared/settings.ts";
import { createVersionIssuer } from "../accept/version-issuer.ts";
import type { Producer } from "../app.ts";
import { parseTokens } from "../auth/token.ts";
import type { Env } from "../bindings.ts";
import type { Services } from "../ports.ts";
import { WaitBoard } from "../wait/wait-board.ts";
import { systemClock, systemDice } from "./clock.ts";
import { deadLetterStore } from "./dead-letters.ts";
import { cloudflareDigest } from "./digest.ts";
import { cacheApi } from "./edge-cache.ts";
import { kvReads } from "./kv-reads.ts";
import { ledgerShards, requestLedger } from "./ledger.ts";
import { intentQueue, queueMeters } from "./queues.ts";
import { r2Payloads } from "./r2-payloads.ts";
import { reportToConsole } from "./report.ts";
import { viewObjects } from "./views.ts";

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
const NEEDED = [
  "WRITES",
  "WRITES_IMMEDIATE",
  "DEAD_LETTERS",
  "LEDGER",
  "DEAD_LETTER_STORE",
  "VIEW_DESKS",
] as const;

function presentBindings(env: Env, settings: Settings | null): Record<string, boolean> {
  const namespaces = settings === null ? [] : Object.values(settings.NAMESPACES);
  const names = [...namespaces, ...NEEDED, "PAYLOADS", "SLUICE_TOKENS"];
  return Object.fromEntries(names.map((name) => [name, env[name] !== undefined]));
}

function openServices(
  env: Env,
  settings: Settings,
  tokens: Services["tokens"],
): Result<Services, readonly string[]> {
  const { WRITES, WRITES_IMMEDIATE, DEAD_LETTERS, LEDGER, DEAD_LETTER_STORE, PAYLOADS } = env;
  const { VIEW_DESKS } = env;
  const missing = missingBindings(env, settings);
  if (missing.length > 0) return err(missing);
  if (
    !WRITES ||
    !WRITES_IMMEDIATE ||
    !DEAD_LETTERS ||
    !LEDGER ||
    !DEAD_LETTER_STORE ||
    !VIEW_DESKS
  ) {
    throw new Error("a binding that was present is gone");
  }
  const queues = { writes: WRITES, immediate: WRITES_IMMEDIATE, deadLetters: DEAD_LETTERS };
  const clock = systemClock;
  const dice = systemDice;
  return ok({
    settings,
    tokens,
    clock,
    dice,
    digest: cloudflareDigest,
    versions: createVersionIssuer(clock, dice),
    queue: intentQueue(queues),
    meters: queueMeters(queues),
    payloads: PAYLOADS === undefined ? null : r2Payloads(PAYLOADS),
    values: kvReads(env, settings.NAMESPACES),
    edge: cacheApi,
    ledger: ledgerShards(LEDGER, settings.LEDGER_SHARDS),
    requests: requestLedger(LEDGER, settings.LEDGER_SHARDS),
    waits: new WaitBoard(settings.LEDGER_SHARDS),
    deadLetters: deadLetterStore(DEAD_LETTER_STORE),
    views: viewObjects(VIEW_DESKS),
    report: reportToConsole,
  });
}

function missingBindings(env: Env, settings: Settings): readonly string[] {
  const namespaces = Object.values(settings.NAMESPACES);
  return [...namespaces, ...NEEDED]
    .filter((name) => env[name] === undefined)
    .map((name) => `${name}: expected a binding of this name in the TOML file, found none`);
}
