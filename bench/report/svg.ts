export type Series = { readonly name: string; readonly color: "sluice" | "other" | "faint" };

export type BarChart = {
  readonly title: string;
  /** Said below the bars. */
  readonly note: string;
  /** What the parts of a bar are, in their order. */
  readonly series: readonly Series[];
  readonly bars: readonly { readonly label: string; readonly parts: readonly number[] }[];
};

const WIDTH = 820;
const LABEL_WIDTH = 290;
const BAR_HEIGHT = 18;
const ROW_HEIGHT = 28;
const TOP = 64;
const VALUE_WIDTH = 140;

/** Lying bars, one per row, its parts one after the other; every bar is written out beside it. */
export function barChart({ title, note, series, bars }: BarChart): string {
  const longest = Math.max(...bars.map(({ parts }) => sum(parts)), Number.MIN_VALUE);
  const scale = (WIDTH - LABEL_WIDTH - VALUE_WIDTH) / longest;
  const rows = bars.map(({ label, parts }, at) => {
    const y = TOP + at * ROW_HEIGHT;
    let x = LABEL_WIDTH;
    const rects = parts.map((part, index) => {
      const width = part * scale;
      const rect = `<rect class="${series[index]?.color ?? "other"}" x="${fixed(x)}" y="${y}" width="${fixed(width)}" height="${BAR_HEIGHT}"/>`;
      x += width;
      return rect;
    });
    return [
      text(LABEL_WIDTH - 8, y + 14, label, 'text-anchor="end"'),
      ...rects,
      text(x + 6, y + 14, parts.map(figure).join(" + ")),
    ].join("\n");
  });
  const height = TOP + bars.length * ROW_HEIGHT + 36;
  return picture(title, height, [
    ...legend(series),
    ...rows,
    text(LABEL_WIDTH, height - 14, note, 'class="note"'),
  ]);
}

export type LineChart = {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly xLabels: readonly string[];
  readonly lines: readonly (Series & { readonly values: readonly number[] })[];
};

const PLOT = { left: 70, top: 64, width: 660, height: 260 };
const Y_STEPS = 5;

/** Lines over places that are evenly spaced, whatever their labels say. */
export function lineChart({ title, xTitle, yTitle, xLabels, lines }: LineChart): string {
  const highest = Math.max(...lines.flatMap(({ values }) => values));
  const xOf = (at: number) => PLOT.left + (at * PLOT.width) / Math.max(1, xLabels.length - 1);
  const yOf = (value: number) => PLOT.top + PLOT.height * (1 - value / highest);
  const grid = Array.from({ length: Y_STEPS + 1 }, (_, step) => (highest * step) / Y_STEPS).map(
    (value) =>
      `<line class="grid" x1="${PLOT.left}" x2="${PLOT.left + PLOT.width}" y1="${fixed(yOf(value))}" y2="${fixed(yOf(value))}"/>\n` +
      text(
        PLOT.left - 8,
        yOf(value) + 4,
        figure(Number(value.toPrecision(2))),
        'text-anchor="end"',
      ),
  );
  const paths = lines.map(({ values, color }) => {
    const points = values.map((value, at) => `${fixed(xOf(at))},${fixed(yOf(value))}`).join(" ");
    return `<polyline class="line ${color}" points="${points}"/>`;
  });
  const bottom = PLOT.top + PLOT.height;
  const labels = xLabels.map((label, at) =>
    text(xOf(at), bottom + 20, label, 'text-anchor="middle"'),
  );
  return picture(title, bottom + 60, [
    ...legend(lines),
    text(PLOT.left, PLOT.top - 10, yTitle, 'class="note"'),
    ...grid,
    ...paths,
    ...labels,
    text(PLOT.left + PLOT.width / 2, bottom + 44, xTitle, 'class="note" text-anchor="middle"'),
  ]);
}

function legend(series: readonly Series[]): readonly string[] {
  if (series.length < 2) return [];
  let x = LABEL_WIDTH;
  return series.map(({ name, color }) => {
    const entry = `<rect class="${color}" x="${x}" y="36" width="12" height="12"/>\n${text(x + 18, 46, name)}`;
    x += 40 + name.length * 7;
    return entry;
  });
}

/** Readable on light and dark pages alike. */
const STYLE = `
text { font: 13px system-ui, sans-serif; fill: #24292f; }
.title { font-weight: 600; font-size: 15px; }
.note { fill: #57606a; }
.sluice { fill: #0969da; }
.other { fill: #bc4c00; }
.faint { fill: #d4a72c; }
.line { fill: none; stroke-width: 2.5; }
.line.sluice { stroke: #0969da; }
.line.other { stroke: #bc4c00; }
.line.faint { stroke: #d4a72c; }
.grid { stroke: #d0d7de; stroke-width: 1; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .note { fill: #9da7b3; }
  .grid { stroke: #30363d; }
}
`;

const picture = (title: string, height: number, parts: readonly string[]): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}">
<style>${STYLE}</style>
${text(12, 22, title, 'class="title"')}
${parts.join("\n")}
</svg>
`;

const text = (x: number, y: number, words: string, more = ""): string =>
  `<text x="${fixed(x)}" y="${fixed(y)}"${more === "" ? "" : ` ${more}`}>${escaped(words)}</text>`;

const escaped = (words: string): string =>
  words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

const fixed = (value: number): string => String(Math.round(value * 10) / 10);
const figure = (value: number): string => value.toLocaleString("en-US");
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
