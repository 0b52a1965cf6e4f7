import { MemoryRequestStore } from "../support/memory-request-store.ts";
import { describeRequestStoreContract } from "./request-store.contract.ts";

describeRequestStoreContract("in memory", (test) => test(new MemoryRequestStore()));
