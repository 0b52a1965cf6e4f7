import { useId, useState } from "preact/hooks";
import type { Chart } from "../model/charts.ts";
import { clockTime } from "../model/time.ts";
import { formatRate } from "../model/words.ts";
import { ChartTable } from "./chart-table.tsx";
import { Plot } from "./plot.tsx";

/** A picture for those who see it; the summary and the table say the same. */
export function ChartFigure({ chart }: { readonly chart: Chart }) {
  const [pointed, setPointed] = useState<number | null>(null);
  const id = useId();
  const at = pointed === null ? undefined : chart.times[pointed];
  return (
    <figure aria-labelledby={id}>
      <figcaption>
        <h3 id={id}>
          {chart.title} <span class="detail">{chart.unit}</span>
        </h3>
        <p>{chart.summary}</p>
      </figcaption>
      <Plot chart={chart} pointed={pointed} onPoint={setPointed} />
      <ul class="legend">
        {chart.lines.map((line) => (
          <li key={line.name}>
            <svg viewBox="0 0 24 8" aria-hidden="true" focusable="false">
              <path class={line.ink} d="M0 4h24" />
            </svg>
            {line.name}
            {pointed !== null && <b> {formatRate(line.values[pointed] ?? 0)}</b>}
          </li>
        ))}
        <li aria-hidden="true">{at === undefined ? "Times are UTC" : clockTime(at * 1_000)}</li>
      </ul>
      <ChartTable chart={chart} />
    </figure>
  );
}
