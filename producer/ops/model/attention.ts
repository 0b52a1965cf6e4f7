import type { Attention, Metrics, NamedKey, NamespaceState } from "../api/answers.ts";
import { printable } from "./printable.ts";
import { ago, ahead, clockTime, parseTime } from "./time.ts";
import { counted, formatCount, formatSpan } from "./words.ts";

export type AttentionItem = {
  readonly id: string;
  readonly tone: "bad" | "warn" | "note";
  readonly title: string;
  readonly detail: string;
  /** Keys that it is about; each opens in the inspector. */
  readonly keys: readonly (NamedKey & { readonly note: string })[];
};

type Given = {
  readonly metrics: Metrics | null;
  readonly namespaces: readonly NamespaceState[];
  readonly attention: Attention | null;
  /** By the clock of this browser, when `attention` came. */
  readonly attentionAtMs: number | null;
};

/** Clocks of browsers are off by a little; less than this spoils no age. */
const CLOCK_SLACK_MS = 5_000;

/** Everything that is not as it usually is, the worst first. */
export function attentionItems(given: Given, nowMs: number): readonly AttentionItem[] {
  const { attention, attentionAtMs, metrics, namespaces } = given;
  return [
    ...namespaces.flatMap((state) => namespaceItems(state, nowMs)),
    ...(metrics === null ? [] : backlogItems(metrics)),
    ...(attention === null ? [] : keyItems(attention, nowMs)),
    ...(attention === null ? [] : clockItems(attention, attentionAtMs ?? nowMs)),
  ].toSorted((a, b) => TONES.indexOf(a.tone) - TONES.indexOf(b.tone));
}

const TONES: readonly AttentionItem["tone"][] = ["bad", "warn", "note"];

function namespaceItems(state: NamespaceState, nowMs: number): readonly AttentionItem[] {
  const { name, pause, breaker, confirmed } = state;
  const spread = confirmed ? "" : " Not every shard of the ledger has confirmed yet.";
  return [
    ...(breaker === null
      ? []
      : [
          item(`breaker-${name}`, "bad", `The breaker of ${name} is open`, [
            `since ${ago(breaker.since, nowMs)}: writes to KV failed. Single writes try again in ${ahead(breaker.until, nowMs)}.${spread}`,
          ]),
        ]),
    ...(pause === null
      ? []
      : [
          item(`pause-${name}`, "warn", `${name} is paused`, [
            `since ${ago(pause.since, nowMs)}`,
            pause.reason === null ? "" : `: ${printable(pause.reason)}`,
            `. Ends with “sluice resume ${name}”.${spread}`,
          ]),
        ]),
  ];
}

function backlogItems({ backlog }: Metrics): readonly AttentionItem[] {
  const { quota = 0, backoff = 0 } = backlog.held.byReason;
  const crashed = backlog.queues.deadLetters.messages;
  return [
    ...(crashed === 0
      ? []
      : [
          item("crashed", "bad", `${counted(crashed, "message")} of crashed batches`, [
            "in the platform's dead-letter queue. Look at the consumer's logs.",
          ]),
        ]),
    ...(quota === 0
      ? []
      : [
          item("quota", "warn", `${counted(quota, "write")} held for the daily quota`, [
            "until 00:00 UTC.",
          ]),
        ]),
    ...(backoff === 0
      ? []
      : [
          item("backoff", "warn", `${counted(backoff, "write")} held after failures`, [
            "KV throttles or fails; they are tried again by themselves.",
          ]),
        ]),
  ];
}

function keyItems(attention: Attention, nowMs: number): readonly AttentionItem[] {
  const { unknownOutcomes, hotKeys, longestHeld } = attention;
  const atLeast = attention.complete ? "" : "at least ";
  return [
    ...(unknownOutcomes.count === 0
      ? []
      : [
          {
            ...item(
              "unknown",
              "warn",
              `${atLeast}${counted(unknownOutcomes.count, "key")} with an unknown outcome`,
              ["A write may still land; the newest value is written again after that."],
            ),
            keys: unknownOutcomes.keys.map(({ until, ...name }) => ({
              ...name,
              note: `until ${clockTime(parseTime(until))}`,
            })),
          },
        ]),
    ...(hotKeys.length === 0
      ? []
      : [
          {
            ...item("hot", "note", `${atLeast}${counted(hotKeys.length, "hot key")}`, [
              "Written faster than once a second; each gets its newest value.",
            ]),
            keys: hotKeys.map(({ superseded, ...name }) => ({
              ...name,
              note: `${formatCount(superseded)} superseded`,
            })),
          },
        ]),
    ...(longestHeld.length === 0
      ? []
      : [
          {
            ...item("held", "note", "Held longest", ["What waits in the ledger, and until when."]),
            keys: longestHeld.map(({ heldFor, since, notBefore, ...name }) => ({
              ...name,
              note: `${heldFor}, for ${formatSpan(nowMs - parseTime(since))}${notBefore === undefined ? "" : `, not before ${clockTime(parseTime(notBefore))}`}`,
            })),
          },
        ]),
  ];
}

function clockItems({ at, clockAheadMs }: Attention, askedAtMs: number): readonly AttentionItem[] {
  const skewMs = parseTime(at) - askedAtMs;
  return [
    ...(clockAheadMs < CLOCK_SLACK_MS
      ? []
      : [
          item("skew", "warn", "A version lies ahead of the clock", [
            `by ${formatSpan(clockAheadMs)}: until then it beats every other write of its key. Was it sent with Sluice-After?`,
          ]),
        ]),
    ...(Math.abs(skewMs) < CLOCK_SLACK_MS
      ? []
      : [
          item("browser-clock", "note", "The clock of this browser is off", [
            `by ${formatSpan(Math.abs(skewMs))}, and so are the ages on this page.`,
          ]),
        ]),
  ];
}

const item = (
  id: string,
  tone: AttentionItem["tone"],
  title: string,
  detail: readonly string[],
): AttentionItem => ({ id, tone, title, detail: detail.join(""), keys: [] });
