import type { Chart } from "../model/charts.ts";
import { indexAt, linePath, PLOT, roundTop, spread } from "../model/plot.ts";
import { axisTime } from "../model/time.ts";
import { formatRate } from "../model/words.ts";

type PlotProps = {
  readonly chart: Chart;
  /** The step that is pointed at. */
  readonly pointed: number | null;
  readonly onPoint: (index: number | null) => void;
};

const TIME_LABELS = 4;

/** The lines with their axes. Sizes and colours come from the style sheet, so nothing is measured. */
export function Plot({ chart, pointed, onPoint }: PlotProps) {
  const { times, lines } = chart;
  const top = roundTop(lines.flatMap((line) => line.values));
  const across = (index: number) => (index * PLOT.width) / Math.max(1, times.length - 1);
  const point = (event: PointerEvent & { readonly currentTarget: Element }) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    onPoint(indexAt((event.clientX - left) / width, times.length));
  };
  const isDays = (times.at(-1) ?? 0) - (times[0] ?? 0) > 86_400;
  return (
    <div class="plot" aria-hidden="true">
      <div class="values">
        {[top, top / 2, 0].map((value) => (
          <span key={value}>{formatRate(value)}</span>
        ))}
      </div>
      <svg
        viewBox={`0 0 ${PLOT.width} ${PLOT.height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        focusable="false"
        onPointerMove={point}
        onPointerLeave={() => onPoint(null)}
      >
        {[1, PLOT.height / 2, PLOT.height - 1].map((height) => (
          <path key={height} class="grid" d={`M0 ${height}h${PLOT.width}`} />
        ))}
        {lines.map((line) => (
          <path key={line.ink} class={line.ink} d={linePath(line.values, top, PLOT)} />
        ))}
        {pointed !== null && <path class="pointer" d={`M${across(pointed)} 0v${PLOT.height}`} />}
      </svg>
      <div class="times">
        {spread(times, TIME_LABELS).map((seconds) => (
          <span key={seconds}>{axisTime(seconds * 1_000, isDays ? "days" : "hours")}</span>
        ))}
      </div>
    </div>
  );
}
