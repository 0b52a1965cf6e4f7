import { describe, expect, it } from "vitest";
import { shardName } from "../../../shared/ledger/protocol.ts";

describe("shardName", () => {
  // Stored data depends on it: another name is another, empty ledger.
  it("names the object of a shard by its number", () => {
    expect(shardName(0)).toBe("shard-0");
    expect(shardName(255)).toBe("shard-255");
  });
});
