import { useState } from "preact/hooks";
import { type Chart, chartRows } from "../model/charts.ts";

/** The numbers of a chart, made only when somebody wants them. */
export function ChartTable({ chart }: { readonly chart: Chart }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>Show as table</summary>
      {isOpen && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
        <section class="scroll" tabIndex={0} aria-label={`${chart.title}, table`}>
          <table>
            <caption>
              {chart.title}, {chart.unit}
            </caption>
            <thead>
              <tr>
                <th scope="col">Time (UTC)</th>
                {chart.lines.map((line) => (
                  <th key={line.name} scope="col" class="number">
                    {line.name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {chartRows(chart).map(({ time, values }) => (
                <tr key={time}>
                  <th scope="row">{time}</th>
                  {values.map(([name, value]) => (
                    <td key={name} class="number">
                      {value}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </details>
  );
}
