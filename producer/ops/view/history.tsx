import { useMemo } from "preact/hooks";
import { type Metrics, WINDOWS, type Window } from "../api/answers.ts";
import type { Slot, Slots } from "../api/live-data.ts";
import { backlogChart, flowChart } from "../model/charts.ts";
import { problemWords } from "../model/problem-words.ts";
import { ChartFigure } from "./chart-figure.tsx";

type HistoryProps = {
  readonly slots: Slots;
  readonly window: Window;
  readonly onWindow: (window: Window) => void;
};

const NAMES: Readonly<Record<Window, string>> = {
  "1h": "1 hour",
  "24h": "24 hours",
  "7d": "7 days",
};

export function History({ slots, window, onWindow }: HistoryProps) {
  const slot = slotOf(window, slots);
  return (
    <section id="history" class="panel" aria-labelledby="history-heading">
      <div class="heading">
        <h2 id="history-heading">History</h2>
        <fieldset class="choices">
          <legend class="unseen">Time span</legend>
          {WINDOWS.map((name) => (
            <label key={name}>
              <input
                type="radio"
                name="window"
                checked={name === window}
                onChange={() => onWindow(name)}
              />
              <span>{NAMES[name]}</span>
            </label>
          ))}
        </fieldset>
      </div>
      {slot.problem !== null && <p class="notice warn">{problemWords(slot.problem)}</p>}
      {slot.body === null && slot.problem === null && <p class="empty">Loading history …</p>}
      {slot.body !== null && <Charts metrics={slot.body} askedAtMs={slot.atMs ?? 0} />}
    </section>
  );
}

function slotOf(window: Window, slots: Slots): Slot<Metrics> {
  switch (window) {
    case "1h":
      return slots.metrics;
    case "24h":
      return slots.day;
    case "7d":
      return slots.week;
  }
}

type ChartsProps = { readonly metrics: Metrics; readonly askedAtMs: number };

function Charts({ metrics, askedAtMs }: ChartsProps) {
  const flow = useMemo(() => flowChart(metrics, askedAtMs), [metrics, askedAtMs]);
  const backlog = useMemo(() => backlogChart(metrics), [metrics]);
  const isEmpty = metrics.totals.accepted === 0 && backlog.lines.every(isFlat);
  return (
    <div class="charts">
      {isEmpty && <p class="empty">Nothing was accepted in this time.</p>}
      <ChartFigure chart={flow} />
      <ChartFigure chart={backlog} />
    </div>
  );
}

const isFlat = ({ values }: { readonly values: readonly number[] }): boolean =>
  values.every((value) => value === 0);
