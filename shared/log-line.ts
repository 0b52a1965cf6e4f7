/**
 * Every field that a log line may have; what is not listed stays out. No value, metadata, token or
 * URL is among them, and no key: keys may be personal data. A version leads to its key for whoever
 * may ask for it.
 */
const LOG_FIELDS = [
  "kind",
  "queue",
  "namespace",
  "shard",
  "version",
  "replay",
  "view",
  "letters",
  "intents",
  "deliveries",
  "applied",
  "unchanged",
  "superseded",
  "held",
  "dead",
  "retried",
  "collectedKeys",
  "deletedPayloads",
  "call",
  "task",
  "service",
  "source",
  "route",
  "condition",
  "state",
  "fact",
  "untilMs",
  "durationMs",
  "detail",
] as const;
export type LogField = (typeof LOG_FIELDS)[number];

type Kinded = { readonly kind: string };

/** The names of all fields of a union of events. */
type FieldOf<Event> = Event extends unknown ? keyof Event : never;

/** `Event`, or nothing while one of its fields is not listed above. */
export type Loggable<Event> = [Exclude<FieldOf<Event>, LogField>] extends [never] ? Event : never;

export type LogLine = { readonly level: "info" | "warning"; readonly text: string };

/** Facts of normal operation. Everything else is a warning: somebody may want to look. */
const ROUTINE: ReadonlySet<string> = new Set([
  "batch-processed",
  "swept",
  "breaker-closed",
  "alert-delivered",
]);

const MAX_DETAIL_LENGTH = 300;

/** An event as one line of JSON: listed fields only, details without what they quote. */
export function logLine<Event extends Kinded>(event: Loggable<Event>): LogLine {
  const fields = LOG_FIELDS.flatMap((name) => {
    const value: unknown = Reflect.get(event, name);
    if (value === undefined) return [];
    return [[name, typeof value === "string" ? withoutContent(value) : value] as const];
  });
  return {
    level: ROUTINE.has((event as Kinded).kind) ? "info" : "warning",
    text: JSON.stringify(Object.fromEntries(fields)),
  };
}

/**
 * Error texts of others quote what they could not read: a piece of a body, a key, an address. What
 * stands between double quotes goes, from the first to the last; so do URLs and tokens.
 */
function withoutContent(text: string): string {
  return text
    .replace(/\bslc_[^\s"]*/g, "<token>")
    .replace(/\bhttps?:\/\/[^\s"]*/gi, "<url>")
    .replace(/"[\s\S]*"/, '"…"')
    .replace(/`[\s\S]*`/, "`…`")
    .slice(0, MAX_DETAIL_LENGTH);
}
