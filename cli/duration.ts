const UNIT_SECONDS: Readonly<Record<string, number>> = {
  "": 1,
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
};

/** `90`, `90s`, `15m`, `1h`, `30d` in seconds; null when it is none of these. */
export function parseDurationSeconds(text: string): number | null {
  const [, digits, unit] = /^(\d{1,12})([smhd]?)$/.exec(text) ?? [];
  if (digits === undefined || unit === undefined) return null;
  const factor = UNIT_SECONDS[unit];
  return factor === undefined ? null : Number(digits) * factor;
}

/** The largest whole unit, at most four characters for anything under 30 years: `4s`, `12m`, `3h`, `90d`. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1_000));
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 2 * 86_400) return `${Math.floor(seconds / 3_600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}

/** How long ago an ISO 8601 time was, or how far ahead it lies. */
export function formatAge(at: string, nowMs: number): string {
  const atMs = Date.parse(at);
  if (Number.isNaN(atMs)) return "?";
  return atMs > nowMs
    ? `in ${formatDuration(atMs - nowMs)}`
    : `${formatDuration(nowMs - atMs)} ago`;
}

/** A moment as ISO 8601: given as such, or as a duration before or after now. */
export function parseMoment(
  text: string,
  nowMs: number,
  direction: "before" | "after",
): string | null {
  const seconds = parseDurationSeconds(text);
  const offsetMs = (seconds ?? 0) * 1_000;
  const atMs =
    seconds === null ? dateMs(text) : nowMs + (direction === "after" ? offsetMs : -offsetMs);
  const iso = isoOf(atMs);
  // A year of more than four digits has a sign, and the producer takes none.
  return iso !== null && /^\d/.test(iso) ? iso : null;
}

/** Date.parse goes on into March where February has no such day. */
function dateMs(text: string): number {
  const [, day] = /^(\d{4}-\d{2}-\d{2})(?:T.+)?$/.exec(text) ?? [];
  return day !== undefined && isoOf(Date.parse(day))?.startsWith(day)
    ? Date.parse(text)
    : Number.NaN;
}

function isoOf(atMs: number): string | null {
  const moment = new Date(atMs);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}
