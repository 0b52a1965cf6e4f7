import { describe, expect, it } from "vitest";
import { pollUntil } from "../support/poll-until.ts";
import { runSluice } from "../support/run-sluice.ts";
import { startedOnce } from "../support/started-once.ts";

const VIEW = "recent:comments";
const MESSAGES = 50;
const DEADLINE_MS = 45_000;
const VIEWS = JSON.stringify([
  { prefix: "comment:", key: VIEW, sortBy: "timestamp", intervalMs: 1_000 },
]);

type Comment = { readonly id: number; readonly timestamp: number; readonly processed: boolean };

const sluice = startedOnce(() => runSluice({ kv: "strict", vars: { VIEWS } }));

const until = (holds: () => Promise<boolean>) => pollUntil(holds, DEADLINE_MS);

const pathOf = (id: number): string => `/v1/kv/default/${encodeURIComponent(`comment:${id}`)}`;

/** Two messages share each time, so that their order is told by their keys. */
const comment = (id: number, processed = false): Comment => ({
  id,
  timestamp: 1_800_000_000_000 + Math.floor(id / 2),
  processed,
});

const write = async (body: unknown, path: string): Promise<void> => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await sluice.fetch(path, { method: "PUT", body: text });
  expect(response.status).toBe(202);
};

async function readView(): Promise<readonly Comment[]> {
  const response = await sluice.fetch(`/v1/kv/default/${encodeURIComponent(VIEW)}`, {
    headers: { "Cache-Control": "no-cache" },
  });
  if (response.status === 404) return [];
  expect(response.headers.get("Content-Type")).toBe("application/json");
  return (await response.json()) as readonly Comment[];
}

async function viewStatus(): Promise<Record<string, unknown>> {
  const response = await sluice.fetch("/v1/views");
  const { views } = (await response.json()) as { views: Record<string, unknown>[] };
  return views[0] ?? {};
}

const byKeyFromTheEnd = (a: Comment, b: Comment): number =>
  b.timestamp - a.timestamp || (`comment:${a.id}` < `comment:${b.id}` ? 1 : -1);

describe("a view of 50 messages", () => {
  it("shows all of them after they were written at the same time, newest first", async () => {
    const ids = Array.from({ length: MESSAGES }, (_, id) => id);
    await Promise.all(ids.map((id) => write(comment(id), pathOf(id))));
    await until(async () => (await readView()).length === MESSAGES);
    expect(await readView()).toEqual(ids.map((id) => comment(id)).toSorted(byKeyFromTheEnd));
  });

  it("shows an update", async () => {
    await write(comment(7, true), pathOf(7));
    await until(async () => (await readView()).some(({ processed }) => processed));
    expect((await readView()).filter(({ processed }) => processed)).toEqual([comment(7, true)]);
  });

  it("no longer shows what was deleted", async () => {
    const response = await sluice.fetch(pathOf(49), { method: "DELETE" });
    expect(response.status).toBe(202);
    await until(async () => (await readView()).length === MESSAGES - 1);
    expect((await readView()).map(({ id }) => id)).not.toContain(49);
  });

  it("leaves out and counts what it cannot sort", async () => {
    await write("no JSON", pathOf(100));
    await write({ id: 101 }, pathOf(101));
    await until(async () => {
      const { skipped } = await viewStatus();
      return JSON.stringify(skipped) === '{"notJson":1,"noSortField":1,"tooLarge":0}';
    });
    expect(await readView()).toHaveLength(MESSAGES - 1);
  });

  it("shows a value that went to the bucket", async () => {
    const large = { ...comment(200), text: "x".repeat(100_000) };
    await write(large, pathOf(200));
    await until(async () => (await readView())[0]?.id === 200);
    expect((await readView())[0]).toEqual(large);
  });

  it("reads KV anew when it is asked to", async () => {
    const path = `/v1/views/${encodeURIComponent(VIEW)}/rebuild`;
    const response = await sluice.fetch(path, { method: "POST" });
    expect(response.status).toBe(202);
    const { lastRebuiltAt: before } = (await response.json()) as Record<string, unknown>;
    await until(async () => {
      const { rebuilding, lastRebuiltAt } = await viewStatus();
      return rebuilding === false && lastRebuiltAt !== before;
    });
    expect(await readView()).toHaveLength(MESSAGES);
    expect(await viewStatus()).toMatchObject({ name: VIEW, entries: MESSAGES, unread: 0 });
  });

  it("keeps a second between two writes of its key", async () => {
    const report = await sluice.strictKv.report();
    expect(report.uninvited429s).toBe(0);
    expect(report.smallestGapMs).toBeGreaterThanOrEqual(1_000);
  });
});
