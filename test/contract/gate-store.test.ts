import { MemoryGateStore } from "../support/memory-gate-store.ts";
import { describeGateStoreContract } from "./gate-store.contract.ts";

describeGateStoreContract("in memory", async (test) => {
  const store = new MemoryGateStore();
  test(store, () => store);
});
