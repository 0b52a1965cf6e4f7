/**
 * Prometheus' text format, version 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/).
 */

type Labels = Readonly<Record<string, string>>;

export type Sample = { readonly labels: Labels; readonly value: number };

export type HistogramValue = {
  /** Upper bounds ascending, in the metric's unit, each with its own count. */
  readonly cells: readonly { readonly bound: number; readonly count: number }[];
  readonly sum: number;
};

type Named = { readonly name: string; readonly help: string };

export type Family = Named &
  (
    | { readonly type: "counter" | "gauge"; readonly samples: readonly Sample[] }
    | { readonly type: "histogram"; readonly value: HistogramValue }
  );

export const EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8";

export const expositionOf = (families: readonly Family[]): string =>
  families.flatMap(linesOf).join("\n").concat("\n");

const linesOf = (family: Family): readonly string[] => [
  `# HELP ${family.name} ${family.help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}`,
  `# TYPE ${family.name} ${family.type}`,
  ...(family.type === "histogram"
    ? histogramLines(family.name, family.value)
    : family.samples.map(({ labels, value }) => line(family.name, labels, value))),
];

/** Buckets are cumulative; the last one holds everything. */
function histogramLines(name: string, { cells, sum }: HistogramValue): readonly string[] {
  let total = 0;
  const buckets = cells.map(({ bound, count }) => {
    total += count;
    return line(`${name}_bucket`, { le: numberOf(bound) }, total);
  });
  return [...buckets, line(`${name}_sum`, {}, sum), line(`${name}_count`, {}, total)];
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${numberOf(value)}`;
}

const numberOf = (value: number): string =>
  value === Number.POSITIVE_INFINITY ? "+Inf" : String(value);

const escaped = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
