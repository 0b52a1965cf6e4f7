import { describe, expect, it } from "vitest";
import {
  getThrough,
  getWithMetadataThrough,
  listThrough,
} from "../../../producer/drop-in/read-through.ts";
import { DropInRig } from "../../support/drop-in-rig.ts";
import { aVersion } from "../../support/versions.ts";

const stamp = { v: aVersion(), t: "text/plain" };
const limited = () =>
  new DropInRig({ access: { namespaces: ["default"], prefixes: ["mine:", "ours:"] } });

describe("a read of the drop-in", () => {
  it("hands its arguments to KV as they are", async () => {
    const rig = new DropInRig();
    const options = { type: "json", cacheTtl: 300 };
    await getThrough(rig.target, ["a", options]);
    await getThrough(rig.target, []);
    expect(rig.calls).toEqual([
      { method: "get", given: ["a", options] },
      { method: "get", given: [] },
    ]);
  });

  it("asks KV for exactly the keys that were checked", async () => {
    const rig = limited();
    let reads = 0;
    const shifty = { toString: () => (reads++ === 0 ? "mine:1" : "theirs:1") };
    await getThrough(rig.target, [shifty]);
    await getThrough(rig.target, [["mine:2", "ours:1"], "text"]);
    expect(rig.calls.map(({ given }) => given)).toEqual([
      ["mine:1"],
      [["mine:2", "ours:1"], "text"],
    ]);
  });

  it("asks KV nothing outside the grant", async () => {
    const rig = limited();
    await expect(getThrough(rig.target, ["theirs:1"])).rejects.toThrow("KV GET failed: 403");
    await expect(getThrough(rig.target, [["mine:1", "theirs:1"]])).rejects.toThrow(
      "KV GET_BULK failed: 403",
    );
    await expect(listThrough(rig.target, [{ prefix: "m" }])).rejects.toThrow("KV GET failed: 403");
    const writer = new DropInRig({ scopes: ["write"] });
    await expect(listThrough(writer.target, [])).rejects.toThrow('lack the scope "read"');
    expect([...rig.calls, ...writer.calls]).toEqual([]);
  });

  it.each([
    [{ sluice: stamp }, null],
    [{ a: 1, sluice: stamp }, { a: 1 }],
    [{ sluice: { ...stamp, m: [1] } }, [1]],
    [{ written: "by somebody else" }, { written: "by somebody else" }],
    [null, null],
  ])("shows metadata without our stamp: %j", async (metadata, shown) => {
    const rig = new DropInRig();
    rig.answer = { value: "v", metadata, cacheStatus: "HIT" };
    const found = await getWithMetadataThrough(rig.target, ["a"]);
    expect(found).toEqual({ value: "v", metadata: shown, cacheStatus: "HIT" });
    rig.answer = new Map([
      ["a", { value: "v", metadata }],
      ["b", null],
    ]);
    expect(await getWithMetadataThrough(rig.target, [["a", "b"]])).toEqual(
      new Map([
        ["a", { value: "v", metadata: shown }],
        ["b", null],
      ]),
    );
  });
});

describe("a list of the drop-in", () => {
  it("shows metadata without our stamp, and none where there was none", async () => {
    const rig = new DropInRig();
    rig.answer = {
      keys: [
        { name: "a", expiration: 5, metadata: { sluice: stamp } },
        { name: "b", metadata: { b: 1, sluice: stamp } },
      ],
      list_complete: false,
      cursor: "next",
      cacheStatus: null,
    };
    expect(await listThrough(rig.target, [{ limit: 2 }])).toEqual({
      keys: [
        { name: "a", expiration: 5 },
        { name: "b", metadata: { b: 1 } },
      ],
      list_complete: false,
      cursor: "next",
      cacheStatus: null,
    });
  });

  it("shows no key outside the grant, whatever KV makes of a cursor", async () => {
    const rig = limited();
    rig.answer = { keys: [{ name: "mine:1" }, { name: "theirs:1" }], list_complete: true };
    const page = await listThrough(rig.target, [{ prefix: "mine:", cursor: "from elsewhere" }]);
    expect(page).toEqual({ keys: [{ name: "mine:1" }], list_complete: true });
  });

  it("asks KV for exactly the prefix that was checked", async () => {
    const rig = limited();
    rig.answer = { keys: [], list_complete: true };
    let reads = 0;
    const options = {
      get prefix() {
        reads += 1;
        return reads === 1 ? "mine:" : "";
      },
    };
    await listThrough(rig.target, [options]);
    expect(rig.calls[0]?.given).toEqual([{ prefix: "mine:" }]);
  });
});
