import type { Diagnostics, DiagnosticTest, ProducerHealth } from "./diagnostics-schemas.ts";
import { formatDuration } from "./duration.ts";
import type { Failure } from "./failure.ts";

/** What the doctor looked at, here or in the producer. */
export type Check = Omit<DiagnosticTest, "result" | "durationMs"> & {
  readonly result: DiagnosticTest["result"] | "warning";
  /** Null where nothing was waited for. */
  readonly durationMs: number | null;
};

/** An exchange with the producer, by the clock of this machine. */
export type Timed = { readonly sentAtMs: number; readonly receivedAtMs: number };

const MAX_SKEW_MS = 5_000;

export const checkReach = (status: number, { sentAtMs, receivedAtMs }: Timed): Check => ({
  name: "url",
  result: "ok",
  detail: `answered ${status}`,
  durationMs: receivedAtMs - sentAtMs,
});

export function checkHealth(health: ProducerHealth | null): Check {
  const check = { name: "health", durationMs: null };
  if (health === null) {
    return {
      ...check,
      result: "failed",
      detail: "the answer of /healthz is not that of a Sluice producer",
      advice: "check SLUICE_URL",
    };
  }
  if (health.status === "ok") {
    return { ...check, result: "ok", detail: "bindings present, settings valid" };
  }
  return {
    ...check,
    result: "failed",
    detail: health.problems.join("; "),
    advice: "correct what is named, in the TOML file or the secrets of the producer, and deploy",
  };
}

/**
 * Compares with the producer's time: of the Date header, or, since the local runtime sends none, of
 * when it began its tests. The header has whole seconds; both were made after `sentAtMs`.
 */
export function checkClock(producerTime: string | null, { sentAtMs, receivedAtMs }: Timed): Check {
  const check = { name: "clock", durationMs: null };
  const producerMs = Date.parse(producerTime ?? "");
  if (Number.isNaN(producerMs)) {
    return { ...check, result: "skipped", detail: "the producer's answer has no time in it" };
  }
  const aheadMs = (sentAtMs + receivedAtMs) / 2 - (producerMs + 500);
  if (Math.abs(aheadMs) <= MAX_SKEW_MS) {
    return { ...check, result: "ok", detail: "agrees with the producer's within 5 s" };
  }
  const direction = aheadMs > 0 ? "ahead of" : "behind";
  return {
    ...check,
    result: "warning",
    detail: `this machine's clock is ${formatDuration(Math.abs(aheadMs))} ${direction} the producer's`,
    advice: "set this machine's clock: ages, --since and --until are counted from it",
  };
}

export const checkToken = (): Check => ({
  name: "token",
  result: "ok",
  detail: "accepted, with the scope ops:write",
  durationMs: null,
});

export function checkVersions(own: string, { sluiceVersion }: Diagnostics): Check {
  const check = { name: "versions", durationMs: null };
  if (own === sluiceVersion) {
    return { ...check, result: "ok", detail: `${own} here and in the producer` };
  }
  return {
    ...check,
    result: "warning",
    detail: `${own} here, ${sluiceVersion} in the producer`,
    advice: "use the same version of both, or deploy",
  };
}

/** The producer itself says that it cannot work: without settings or tokens it tries nothing. */
export const checkUnavailable = ({ what, details }: Failure): Check => ({
  name: "diagnostics",
  result: "failed",
  detail: [what, ...details].join(" "),
  durationMs: null,
  advice: "correct what is named, then run it again",
});
