import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { openTally } from "../../shared/ledger/tally.ts";
import { expositionOf } from "../../shared/metrics/exposition.ts";
import { familiesOf } from "../../shared/metrics/families.ts";
import { quotasFor } from "../../shared/metrics/usage.ts";
import { parseExposition } from "../support/parse-exposition.ts";
import { readDocument, section, tableRows } from "../support/read-docs.ts";
import { ROOT } from "../support/read-imports.ts";

const families = parseExposition(
  expositionOf(
    familiesOf({
      totals: {},
      today: {},
      tally: openTally(),
      oldestAgeMs: null,
      queues: ["writes", "immediate", "dead_letters"].map((name) => ({
        name,
        messages: 0,
        bytes: 0,
      })),
      quotas: quotasFor({ put: 1, delete: 1 }),
    }),
  ),
);
/** Names as queries use them, with the labels that they have and the values of each. */
const series = new Map<string, Map<string, Set<string>>>();
for (const { samples } of families) {
  for (const { name, labels } of samples) {
    const known = series.get(name) ?? new Map<string, Set<string>>();
    series.set(name, known);
    for (const [label, value] of Object.entries(labels)) {
      known.set(label, (known.get(label) ?? new Set()).add(value));
    }
  }
}

const read = (file: string): string => readFileSync(join(ROOT, "docs/monitoring", file), "utf8");
const guide = readDocument("docs/monitoring/README.md").text;
const rules = read("alert-rules.yml");

const Dashboard = z.object({
  templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string() })) }),
  panels: z.array(
    z.object({
      id: z.int(),
      datasource: z.object({ uid: z.literal("${datasource}") }),
      targets: z.array(z.object({ expr: z.string(), legendFormat: z.string() })),
    }),
  ),
});
const dashboard = Dashboard.parse(JSON.parse(read("grafana-dashboard.json")));
const queries = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

const namesIn = (text: string): readonly string[] => [
  ...new Set(text.match(/\bsluice_[a-z_]+/g) ?? []),
];

/** Selectors that name no metric, no label or no value that there is. */
function strangersIn(text: string): readonly string[] {
  const selectors = [...text.matchAll(/\b(sluice_[a-z_]+)(?:\{([^}]*)\})?/g)];
  return selectors.flatMap(([whole, name = "", matchers = ""]) => {
    const labels = series.get(name);
    if (labels === undefined) return [whole];
    const known = [...matchers.matchAll(/(\w+)(?:=~|!~|!=|=)"([^"]*)"/g)];
    const isKnown = known.every(
      ([, label = "", values = ""]) =>
        label === "job" || values.split("|").every((value) => labels.get(label)?.has(value)),
    );
    return isKnown ? [] : [whole];
  });
}

describe("the dashboard", () => {
  it("asks only for metrics, labels and values that there are", () => {
    expect(strangersIn(queries.join("\n"))).toEqual([]);
  });

  it("shows every metric", () => {
    const shown = namesIn(queries.join("\n")).map((name) => name.replace(/_bucket$/, ""));
    expect(families.map(({ name }) => name).filter((name) => !shown.includes(name))).toEqual([]);
  });

  it("lets its reader choose the data source and the job", () => {
    const variables = dashboard.templating.list.map(({ name, type }) => [name, type]);
    expect(variables).toEqual([
      ["datasource", "datasource"],
      ["job", "query"],
    ]);
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("the alert rules", () => {
  it("ask only for metrics, labels and values that there are", () => {
    expect(namesIn(rules).length).toBeGreaterThan(5);
    expect(strangersIn(rules)).toEqual([]);
  });

  it("stand in the guide, each with what to do", () => {
    const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => `\`${name}\``);
    expect(tableRows(section(guide, "Alerts")).map(([alert]) => alert)).toEqual(alerts);
  });
});

describe("the guide to monitoring", () => {
  it("names every metric with its type and labels", () => {
    const rows = tableRows(section(guide, "Metrics")).map((cells) => cells.slice(0, 3));
    const expected = families.map(({ name, type, samples }) => {
      const labels = Object.keys(samples[0]?.labels ?? {}).map((label) => `\`${label}\``);
      return [`\`${name}\``, type, labels.join(", ")];
    });
    expect(rows).toEqual(expected);
  });
});
