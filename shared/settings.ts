import * as z from "zod";
import { MAX_QUEUE_RETENTION_DAYS, MIN_PACE_MS } from "./limits.ts";
import { namespaceProblems } from "./namespace-problems.ts";
import { err, ok, type Result } from "./result.ts";
import { Sources } from "./sources.ts";
import { VIEWS_EXPECTED, Views } from "./views/view-setting.ts";
import { Namespace } from "./write-intent.ts";
import { MAX_WRITE_QUEUES, queueNamesProblem } from "./write-queues.ts";

/** `[vars]` may hold numbers or strings; both mean the same. */
const wholeNumber = (min: number, max: number) => {
  const error = `expected a whole number from ${min} to ${max}`;
  return z
    .union([z.number(), z.string().regex(/^\d+$/).transform(Number)], { error })
    .pipe(z.number().refine((n) => Number.isInteger(n) && n >= min && n <= max, { error }));
};

const YES_OR_NO_EXPECTED = "expected true or false";

const yesOrNo = z
  .union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")], {
    error: YES_OR_NO_EXPECTED,
  })
  .pipe(z.boolean());

const QUEUE_EXPECTED = "expected a queue name of 1 to 63 characters a-z 0-9 -";
const BINDING_EXPECTED = "expected a binding name";
const WEBHOOK_EXPECTED = "expected an https:// URL";
const NAMESPACES_EXPECTED =
  "expected a table from namespace names of 1 to 64 characters A-Z a-z 0-9 _ - to binding names";

const SOURCES_EXPECTED = "expected a table from key prefixes to sources";
const L1_TTL_EXPECTED = "expected a table from key prefixes to whole seconds from 1 to 86400";

const bindingName = z
  .string({ error: BINDING_EXPECTED })
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: BINDING_EXPECTED });

/** A TOML table, or the same as JSON text. */
const table = <T extends z.ZodType>(schema: T, error: string) =>
  z
    .union([z.string().transform(parseJson), z.record(z.string(), z.json())], { error })
    .pipe(schema);

const queueName = z
  .string({ error: QUEUE_EXPECTED })
  .regex(/^[a-z0-9-]{1,63}$/, { error: QUEUE_EXPECTED });

/** May hold a secret in its path, so no message shows what was found. */
const webhookUrl = z
  .string({ error: WEBHOOK_EXPECTED })
  .refine((text) => URL.canParse(text) && new URL(text).protocol === "https:", WEBHOOK_EXPECTED);

/** Settings whose values are nobody's business. */
const SECRET_SETTINGS: ReadonlySet<string> = new Set(["ALERT_WEBHOOK_URL"]);

/**
 * Every setting of both Workers: what it limits, its unit and its default. The TOML files list the
 * same names; a wrong value stops the Worker with a message that names it.
 */
export const Settings = z
  .object({
    /** Public namespace name → name of the KV binding. */
    NAMESPACES: table(
      z
        .record(Namespace, bindingName, { error: NAMESPACES_EXPECTED })
        .refine((names) => Object.keys(names).length > 0, "expected at least one namespace"),
      NAMESPACES_EXPECTED,
    ).default({ default: "KV" }),
    /** Smallest time between two writes of a key, from the end of the first. */
    PACE_MS: wholeNumber(MIN_PACE_MS, 3_600_000).default(1_000),
    /** Counted failures after which an intent is a dead letter. */
    MAX_FAILURES: wholeNumber(1, 1_000).default(12),
    /** How long a consumer may hold the right to write a key; large values get more (see write-time.ts). */
    LEASE_MS: wholeNumber(5_000, 300_000).default(15_000),
    /** After this a put counts as having an unknown outcome; large values get more. */
    PUT_TIMEOUT_MS: wholeNumber(500, 60_000).default(5_000),
    /** How long after an unknown outcome the newest value is written again. */
    REPAIR_AFTER_MS: wholeNumber(5_000, 3_600_000).default(30_000),
    /** Largest encoded envelope that travels in the message; larger values go to R2. */
    INLINE_LIMIT_BYTES: wholeNumber(1_024, 120_000).default(96_000),
    /** Whether a write of what the key holds already is settled without a KV write. */
    SKIP_UNCHANGED: yesOrNo.default(true),
    /** Life of an entry of the edge cache; 0 switches the edge cache off. */
    EDGE_TTL_SECONDS: wholeNumber(0, 86_400).default(30),
    /** Key prefix → where values come from that KV does not have (see sources.ts). */
    SOURCES: table(Sources, SOURCES_EXPECTED).default({}),
    /** Key prefix → how long a Worker may keep what it read of such a key; no prefix, no cache. */
    L1_TTL_SECONDS: table(
      z.record(
        z.string(),
        z
          .int({ error: L1_TTL_EXPECTED })
          .min(1, { error: L1_TTL_EXPECTED })
          .max(86_400, { error: L1_TTL_EXPECTED }),
        { error: L1_TTL_EXPECTED },
      ),
      L1_TTL_EXPECTED,
    ).default({}),
    /** What the values of one isolate's L1 cache may weigh together. */
    L1_MAX_BYTES: wholeNumber(65_536, 67_108_864).default(8_388_608),
    /** Ledger shards. Part of the stored data: a shard refuses another count than it was made with. */
    LEDGER_SHARDS: wholeNumber(1, 256).default(8),
    /** How long a key without news keeps its row, and a finished version its state. */
    RETENTION_DAYS: wholeNumber(MAX_QUEUE_RETENTION_DAYS + 1, 3_650).default(30),
    /** Intents that one alarm of a shard sends back to the queue at the most. */
    RELEASE_BATCH: wholeNumber(1, 1_000).default(200),
    /** Pace of a replay when the request names none. */
    REPLAY_PER_SECOND: wholeNumber(1, 1_000).default(50),
    /** Prefixes of keys whose newest values Sluice keeps in one document (docs/views.md). */
    VIEWS: z
      .union([z.string().transform(parseJson), z.array(z.json())], { error: VIEWS_EXPECTED })
      .pipe(Views)
      .default([]),
    /** Pace of a purge when the request names none. */
    PURGE_PER_SECOND: wholeNumber(1, 1_000).default(50),
    /** Gets a message when a condition that needs somebody begins or ends; unset: no alerts. */
    ALERT_WEBHOOK_URL: webhookUrl.optional(),
    /** Age of the oldest unapplied intent from which on it is an alert. */
    ALERT_OLDEST_SECONDS: wholeNumber(60, 604_800).default(600),
    /** Puts of all namespaces per UTC day; unset is unlimited. The free plan has 1,000 per account. */
    DAILY_WRITE_BUDGET: wholeNumber(1, 1_000_000_000).optional(),
    /** The same for deletes, which have a quota of their own. */
    DAILY_DELETE_BUDGET: wholeNumber(1, 1_000_000_000).optional(),
    /** Intents that may wait in the ledger before new ones are refused; unset is unlimited. */
    MAX_HELD: wholeNumber(1, 1_000_000_000).optional(),
    /** Queues of each lane; a key decides which. May change at any time (docs/scale.md). */
    WRITE_QUEUES: wholeNumber(1, MAX_WRITE_QUEUES).default(1),
    /** Names of the queues, as in the `[[queues]]` tables; further ones of a lane end in `-2`, `-3` … */
    WRITES_QUEUE: queueName.default("sluice-writes"),
    WRITES_IMMEDIATE_QUEUE: queueName.default("sluice-writes-immediate"),
    DEAD_LETTERS_QUEUE: queueName.default("sluice-dead-letters"),
  })
  .refine((settings) => settings.LEASE_MS >= settings.PUT_TIMEOUT_MS + LEASE_MARGIN_MS, {
    path: ["LEASE_MS"],
    message: "expected at least PUT_TIMEOUT_MS + 2000, or no put could start in time to finish",
  })
  .check(({ value, issues }) => {
    const sources = Object.entries(value.SOURCES);
    for (const message of namespaceProblems(sources, value.NAMESPACES)) {
      issues.push({ code: "custom", path: ["SOURCES"], message, input: value });
    }
    const views = value.VIEWS.map((view) => [view.name, view] as const);
    for (const message of namespaceProblems(views, value.NAMESPACES)) {
      issues.push({ code: "custom", path: ["VIEWS"], message, input: value });
    }
    const message = queueNamesProblem(value);
    if (message !== null) {
      issues.push({ code: "custom", path: ["WRITES_QUEUE"], message, input: value });
    }
  });
export type Settings = z.infer<typeof Settings>;

/**
 * A put starts only with more than this left of its lease, counted from when the lease was asked
 * for. With 1,000 ms a model of the protocol still found two starts 942 ms apart.
 */
export const LEASE_MARGIN_MS = 2_000;

/** Puts and leases of large values get this much more time per MiB. */
export const EXTRA_MS_PER_MIB = 500;

/** All settings from a Worker's environment, or one sentence per wrong variable. */
export function parseSettings(env: object): Result<Settings, readonly string[]> {
  const given = Object.fromEntries(
    Object.keys(Settings.shape)
      .map((name) => [name, Reflect.get(env, name)] as const)
      .filter(([, value]) => value !== undefined),
  );
  const parsed = Settings.safeParse(given);
  if (parsed.success) return ok(parsed.data);
  return err(
    parsed.error.issues.map((issue) => {
      const name = String(issue.path[0] ?? "settings");
      const place = `${name}${placeOf(issue.path)}`;
      return `${place}: ${issue.message}, found ${foundText(env, name)}`;
    }),
  );
}

/** Which entry of a list, and which of its members. */
const placeOf = ([, index, ...members]: readonly PropertyKey[]): string =>
  typeof index === "number" ? [`[${index}]`, ...members.map(String)].join(".") : "";

const foundText = (env: object, name: string): string =>
  SECRET_SETTINGS.has(name)
    ? "something else, which is not shown since it may be a secret"
    : JSON.stringify(Reflect.get(env, name));

function parseJson(text: string, context: z.core.$RefinementCtx<string>): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.issues.push({ code: "custom", message: "expected JSON", input: text });
    return z.NEVER;
  }
}
