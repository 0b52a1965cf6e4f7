import { MemoryGateStore, newGateRow } from "../support/memory-gate-store.ts";
import { describeGateStoreContract } from "./gate-store.contract.ts";

describeGateStoreContract("in memory", async (test) => {
  const row = newGateRow();
  test(new MemoryGateStore(row), () => new MemoryGateStore(row));
});
