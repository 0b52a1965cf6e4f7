import { describe, expect, it } from "vitest";
import { Settings } from "../../shared/settings.ts";
import { problemOf } from "../support/problem-of.ts";
import { ProducerRig } from "../support/producer-rig.ts";

const { VIEWS } = Settings.parse({
  VIEWS: [{ prefix: "comment:", key: "recent:comments", sortBy: "timestamp" }],
});

const rig = () =>
  new ProducerRig({
    settings: { VIEWS },
    tokens: {
      all: {},
      some: { prefixes: ["comment:"] },
      others: { prefixes: ["comment:a", "recent:"] },
      elsewhere: { namespaces: ["other"] },
    },
  });

const REBUILD = "/v1/views/recent%3Acomments/rebuild";

describe("GET /v1/views", () => {
  it("tells what is in each view and when it was written", async () => {
    const response = await rig().request("/v1/views");
    expect(await response.json()).toEqual({
      views: [
        {
          name: "recent:comments",
          namespace: "default",
          prefix: "comment:",
          key: "recent:comments",
          entries: 700,
          skipped: { notJson: 1, noSortField: 2, tooLarge: 3 },
          unread: 0,
          document: { entries: 500, sizeBytes: 125_000 },
          lastWrittenAt: "2027-01-15T08:00:00.000Z",
          lastRebuiltAt: null,
          rebuilding: false,
        },
      ],
    });
  });

  it.each([
    ["some", 1],
    ["others", 0],
    ["elsewhere", 0],
  ])("shows the token %s the %i views whose keys it covers", async (token, count) => {
    const response = await rig().request("/v1/views", {}, token);
    const { views } = (await response.json()) as { views: unknown[] };
    expect(views).toHaveLength(count);
  });

  it("answers 503 while a view is out of reach", async () => {
    const broken = rig();
    broken.operations.isBroken = true;
    expect((await broken.request("/v1/views")).status).toBe(503);
  });
});

describe("POST /v1/views/:name/rebuild", () => {
  it("begins a rebuild that goes on by itself", async () => {
    const asked = rig();
    const response = await asked.request(REBUILD, { method: "POST" });
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({ name: "recent:comments", rebuilding: true });
    expect(asked.operations.asked).toEqual([{ call: "rebuildView", given: ["recent:comments"] }]);
  });

  it.each([
    ["/v1/views/no-such/rebuild", "all"],
    [REBUILD, "others"],
  ])("answers 404 for %s with the token %s, and asks nobody", async (path, token) => {
    const asked = rig();
    const response = await asked.request(path, { method: "POST" }, token);
    expect(response.status).toBe(404);
    expect((await problemOf(response)).type).toBe("urn:sluice:problem:view-unknown");
    expect(asked.operations.asked).toEqual([]);
  });
});
