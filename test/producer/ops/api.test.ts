import { describe, expect, it } from "vitest";
import { openApi } from "../../../producer/ops/api/api.ts";
import { downloadLetters } from "../../../producer/ops/api/download-letters.ts";
import { lookUpKey } from "../../../producer/ops/api/look-up-key.ts";
import { NO_FILTER } from "../../../producer/ops/model/letter-filter.ts";
import { problemWords } from "../../../producer/ops/model/problem-words.ts";
import { type Press, shortcutOf } from "../../../producer/ops/model/shortcuts.ts";
import { FakePageWorld } from "./fake-page-world.ts";
import { someLetter } from "./some-answers.ts";

const open = () => {
  const world = new FakePageWorld();
  return { world, api: openApi(world.ask, "slc_a_secret") };
};

describe("the API as the page asks it", () => {
  it("sends the token in a header and nowhere else", async () => {
    const { world, api } = open();
    await api.get("/v1/dead-letters", { keyPrefix: "a b&c" });
    expect(world.asked).toEqual(["/v1/dead-letters?keyPrefix=a+b%26c"]);
    expect(world.sent[0]?.headers).toEqual({ Authorization: "Bearer slc_a_secret" });
  });

  it("tells a refusal with its type, detail and Location", async () => {
    const { world, api } = open();
    const body = { type: "urn:sluice:problem:replay-busy", title: "Busy", detail: "replay_1 runs" };
    const headers = { Location: "/v1/replays/replay_1" };
    world.replies.set("/v1/dead-letters/replay", { status: 409, body, headers });
    const answer = await api.post("/v1/dead-letters/replay", { all: true });
    expect(answer).toEqual({
      kind: "refused",
      status: 409,
      slug: "replay-busy",
      detail: "replay_1 runs",
      location: "/v1/replays/replay_1",
    });
    if (answer.kind === "refused") expect(problemWords(answer)).toBe("Refused: replay_1 runs.");
  });

  it("tells an answer of somebody else, and none", async () => {
    const { world, api } = open();
    world.replies.set("/v1/usage", { status: 502, body: {} });
    expect(await api.get("/v1/usage")).toMatchObject({ kind: "refused", detail: "Status 502." });
    world.isDown = true;
    expect(await api.get("/v1/usage")).toEqual({
      kind: "unreachable",
      detail: "Sluice does not answer.",
    });
  });

  it.each([null, [], { type: null, title: 5, detail: {} }])(
    "tells a refusal with a body that is not Sluice's: %j",
    async (body) => {
      const { world, api } = open();
      world.replies.set("/v1/usage", { status: 502, body });
      expect(await api.get("/v1/usage")).toMatchObject({ slug: "", detail: "Status 502." });
    },
  );

  it("asks KV for the version of a key only if the key is there", async () => {
    const { world, api } = open();
    const list = (...names: readonly string[]) =>
      world.replies.set("/v1/kv/default", {
        status: 200,
        body: { keys: names.map((name) => ({ name })) },
      });
    list("a/b2");
    expect(await api.storedVersion("default", "a/b")).toEqual({ kind: "answered", body: null });
    expect(world.asked).toEqual(["/v1/kv/default?prefix=a%2Fb&limit=1"]);
    list("a/b");
    world.replies.set("/v1/kv/default/a%2Fb", {
      status: 200,
      body: null,
      headers: { "Sluice-Version": "v1" },
    });
    expect(await api.storedVersion("default", "a/b")).toEqual({ kind: "answered", body: "v1" });
    expect(world.sent.at(-1)).toMatchObject({ headers: { "Cache-Control": "no-cache" } });
    world.replies.set("/v1/kv/default/a%2Fb", { status: 200, body: null });
    expect(await api.storedVersion("default", "a/b")).toMatchObject({ body: "unstamped" });
  });
});

describe("a key that is looked up", () => {
  /** An API whose dead letters are answered by this, in a namespace without keys. */
  const openWith = (answer: (path: string) => unknown) => {
    const world = new FakePageWorld();
    const asked: string[] = [];
    world.replies.set("/v1/kv/default", { status: 200, body: { keys: [] } });
    const api = openApi(async (path, init) => {
      if (!path.startsWith("/v1/dead-letters")) return world.ask(path, init);
      asked.push(path);
      return Response.json(answer(path));
    }, "slc_a_secret");
    return { api, asked };
  };

  it("comes with the state of its newest version and its own dead letters", async () => {
    const { world, api } = open();
    const newest = { version: "v2" };
    world.replies.set("/v1/status/default/order%3A1", {
      status: 200,
      body: { newest, applied: null, state: "dead" },
    });
    world.replies.set("/v1/kv/default", { status: 200, body: { keys: [] } });
    const deadLetters = [someLetter({ key: "order:1" }), someLetter({ id: "b", key: "order:17" })];
    world.replies.set("/v1/dead-letters", { status: 200, body: { deadLetters, total: 2 } });
    expect(await lookUpKey(api, { namespace: "default", key: "order:1" })).toMatchObject({
      kind: "answered",
      body: { status: { newest, state: "dead" }, stored: null, letters: [{ key: "order:1" }] },
    });
    expect(world.asked).toContain("/v1/status/default/order%3A1?version=v2");
  });

  it("shows its letters also behind a page of letters of longer keys", async () => {
    const pages = [
      { deadLetters: [someLetter({ id: "b", key: "order:17" })], total: 2, cursor: "more" },
      { deadLetters: [someLetter({ key: "order:1" })], total: 2 },
    ];
    const { api } = openWith((path) => (path.includes("cursor=more") ? pages[1] : pages[0]));
    expect(await lookUpKey(api, { namespace: "default", key: "order:1" })).toMatchObject({
      body: { letters: [{ key: "order:1" }], isEveryLetterSeen: true },
    });
  });

  it("says when there are too many letters of longer keys to look at all", async () => {
    const { api, asked } = openWith(() => ({
      deadLetters: [someLetter({ id: "b", key: "order:17" })],
      total: 1_000_000,
      cursor: "more",
    }));
    expect(await lookUpKey(api, { namespace: "default", key: "order:1" })).toMatchObject({
      body: { letters: [], isEveryLetterSeen: false },
    });
    expect(asked).toHaveLength(10);
  });

  it("is refused as a whole when one of three does not answer", async () => {
    const { world, api } = open();
    const body = { type: "urn:sluice:problem:key-forbidden", detail: "outside" };
    world.replies.set("/v1/kv/default", { status: 403, body });
    world.replies.set("/v1/dead-letters", { status: 200, body: { deadLetters: [], total: 0 } });
    const found = await lookUpKey(api, { namespace: "default", key: "a" });
    expect(found).toMatchObject({ kind: "refused", status: 403 });
  });
});

describe("a download", () => {
  const download = async (ids: readonly string[] | null, withValues: boolean) => {
    const { world, api } = open();
    const deadLetters = [someLetter({ id: "a" }), someLetter({ id: "b" })];
    world.replies.set("/v1/dead-letters", { status: 200, body: { deadLetters, total: 2 } });
    const wanted = ids === null ? { kind: "matching" as const } : { kind: "some" as const, ids };
    const words = await downloadLetters({
      api,
      world,
      filter: NO_FILTER,
      wanted,
      withValues,
      tell: () => {},
    });
    return { world, words };
  };

  it("is one JSON object per line, with values if the token may read them", async () => {
    const { world, words } = await download(null, true);
    expect(world.asked).toEqual(["/v1/dead-letters?values=true&limit=200"]);
    const [file] = world.saved;
    expect(file?.name).toBe("sluice-dead-letters-20261121T100000.jsonl");
    const lines = file?.text.trimEnd().split("\n") ?? [];
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(["a", "b"]);
    expect(words).toBe("Saved 2 letters.");
  });

  it("leaves out what is not selected, and says when values are missing", async () => {
    const { world, words } = await download(["b"], false);
    expect(world.asked).toEqual(["/v1/dead-letters?limit=200"]);
    expect(world.saved[0]?.text).toContain('"id":"b"');
    expect(world.saved[0]?.text).not.toContain('"id":"a"');
    expect(words).toBe("Saved 1 letter without their values, which need the scope read.");
  });
});

describe("keys of the keyboard", () => {
  const press = (key: string, given: Partial<Press> = {}) =>
    shortcutOf({ key, before: null, hasModifier: false, isTyping: false, ...given });

  it("mean what the help says, alone or two in a row", () => {
    expect(press("?")).toBe("help");
    expect(press("g")).toBe("first-key");
    expect(press("d", { before: "g" })).toBe("letters");
    expect(press("z", { before: "g" })).toBeNull();
  });

  it("mean nothing while somebody types, and with keys of the browser", () => {
    expect(press("p", { isTyping: true })).toBeNull();
    expect(press("p", { hasModifier: true })).toBeNull();
  });
});
