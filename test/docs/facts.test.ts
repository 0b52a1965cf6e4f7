import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { markEntry, valueEntry } from "../../producer/read/edge-entry.ts";
import { emptyKeyState } from "../../shared/ledger/key-state.ts";
import { ALL_FAULTS } from "../simulation/faults.ts";
import { readDocument, section, tableRows } from "../support/read-docs.ts";
import { ROOT } from "../support/read-imports.ts";

const readme = readDocument("README.md").text;
const storage = readDocument("docs/storage.md").text;
const reliability = readDocument("docs/reliability.md").text;

const VERSION = "01k7u4r9n90000errnj3lf";

describe("the events in docs/operations.md", () => {
  it("are those that the Workers report, with the Worker", () => {
    const rows = tableRows(section(readDocument("docs/operations.md").text, "What to watch"));
    const listed = rows.flatMap(([names = "", worker = ""]) =>
      worker === "consumer" || worker === "producer"
        ? [...names.matchAll(/`([a-z-]+)`/g)].map(([, name]) => `${worker} ${name}`)
        : [],
    );
    const reported = [
      ...kindsIn("shared/events.ts").map((kind) => `consumer ${kind}`),
      ...kindsIn("producer/events.ts").map((kind) => `producer ${kind}`),
    ];
    expect(listed.toSorted()).toEqual(reported.toSorted());
  });
});

describe("the figures of the simulator", () => {
  it("stand in README.md as they are", () => {
    expect(readme).toContain(`with ${ALL_FAULTS.length} kinds of faults`);
  });

  it("name every fault in docs/reliability.md", () => {
    expect(ALL_FAULTS.filter((name) => !reliability.includes(`| ${name} |`))).toEqual([]);
  });
});

describe("the stored data in docs/storage.md", () => {
  it("names every field of a key's state", () => {
    const [row] = tableRows(section(storage, "Ledger")).filter(([name]) => name === "`state`");
    const missing = Object.keys(emptyKeyState).filter((name) => !row?.[1]?.includes(`\`${name}\``));
    expect(missing).toEqual([]);
  });

  it("names every header of an entry of the edge cache", () => {
    const value = {
      version: VERSION,
      body: new Blob([]).stream(),
      contentType: "text/plain",
      metadataHeader: "{}",
      tagsHeader: "a",
    };
    const headers = [markEntry({ version: VERSION, op: "put" }), valueEntry(value, 30, 0)].flatMap(
      (entry) => [...entry.headers.keys()],
    );
    const named = section(storage, "Edge cache").toLowerCase();
    const missing = headers.filter((name) => name !== "cache-control" && !named.includes(name));
    expect(missing).toEqual([]);
  });
});

/** Types leave nothing behind that runs, so the source is asked. */
const kindsIn = (path: string): readonly string[] =>
  [...readFileSync(join(ROOT, path), "utf8").matchAll(/readonly kind: "([a-z-]+)"/g)].map(
    ([, kind = ""]) => kind,
  );
