/** One metric of Prometheus' text format with its samples, names of samples as written. */
export type ParsedFamily = {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly ParsedSample[];
};

export type ParsedSample = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};

const NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/;
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\S+)$`);
const NUMBER = /^(?:[+-]?Inf|NaN|[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;

/**
 * Reads the text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/) more
 * strictly than Prometheus: HELP, TYPE, then the samples of a metric, without a blank line, and the
 * naming rules that `promtool check metrics` looks at. Throws with the line that breaks a rule.
 */
export function parseExposition(text: string): readonly ParsedFamily[] {
  if (!text.endsWith("\n")) throw new Error("the last line has to end with a line feed");
  const families: (ParsedFamily & { readonly samples: ParsedSample[] })[] = [];
  const lines = text.slice(0, -1).split("\n");
  for (let at = 0; at < lines.length; ) {
    const [, name = "", help = ""] = must(lines[at], new RegExp(`^# HELP (${NAME}) (.+)$`));
    const [, typed = "", type = ""] = must(
      lines[at + 1],
      new RegExp(`^# TYPE (${NAME}) (counter|gauge|histogram)$`),
    );
    if (typed !== name) throw new Error(`HELP of ${name} is followed by TYPE of ${typed}`);
    if (families.some((family) => family.name === name)) throw new Error(`${name} comes twice`);
    const samples: ParsedSample[] = [];
    for (at += 2; at < lines.length && !lines[at]?.startsWith("#"); at++) {
      samples.push(sampleOf(lines[at] ?? ""));
    }
    const family = { name, type, help, samples };
    checkFamily(family);
    families.push(family);
  }
  return families;
}

function sampleOf(line: string): ParsedSample {
  const [, name = "", labelText = "", number = ""] = must(line, SAMPLE);
  if (!NUMBER.test(number)) throw new Error(`no number: ${line}`);
  const labels: Record<string, string> = {};
  for (let rest = labelText; rest !== ""; ) {
    const [whole = "", label = "", value = ""] = must(rest, LABEL);
    if (label in labels) throw new Error(`a label comes twice: ${line}`);
    labels[label] = value;
    rest = rest.slice(whole.length);
  }
  return { name, labels, value: Number(number.replace("Inf", "Infinity")) };
}

function checkFamily({ name, type, samples }: ParsedFamily): void {
  if (samples.length === 0) throw new Error(`${name} has no sample`);
  if ((type === "counter") !== name.endsWith("_total")) {
    throw new Error(`${name} is a ${type}: counters end in _total, nothing else does`);
  }
  const keys = samples.map((sample) => `${sample.name} ${JSON.stringify(sample.labels)}`);
  if (new Set(keys).size !== keys.length) throw new Error(`a sample of ${name} comes twice`);
  if (type === "histogram") {
    checkHistogram(name, samples);
    return;
  }
  const other = samples.find((sample) => sample.name !== name);
  if (other !== undefined) throw new Error(`${other.name} stands below ${name}`);
  if (samples.some(({ value }) => type === "counter" && value < 0)) {
    throw new Error(`${name} is negative`);
  }
}

function checkHistogram(name: string, samples: readonly ParsedSample[]): void {
  const buckets = samples.filter((sample) => sample.name === `${name}_bucket`);
  const bounds = buckets.map(({ labels }) => Number((labels.le ?? "").replace("Inf", "Infinity")));
  const counts = buckets.map(({ value }) => value);
  const [sum, total, ...rest] = samples.slice(buckets.length);
  const isWhole = sum?.name === `${name}_sum` && total?.name === `${name}_count`;
  if (!isWhole || rest.length > 0) throw new Error(`${name} lacks its sum or its count`);
  if (!isAscending(bounds) || !isAscending(counts)) throw new Error(`${name} does not ascend`);
  if (bounds.at(-1) !== Number.POSITIVE_INFINITY || counts.at(-1) !== total.value) {
    throw new Error(`the last bucket of ${name} does not hold everything`);
  }
}

const isAscending = (numbers: readonly number[]): boolean =>
  numbers.every((number, at) => at === 0 || number >= (numbers[at - 1] ?? 0));

function must(line: string | undefined, pattern: RegExp): RegExpExecArray {
  const match = pattern.exec(line ?? "");
  if (match === null) throw new Error(`expected ${pattern}: ${line}`);
  return match;
}
