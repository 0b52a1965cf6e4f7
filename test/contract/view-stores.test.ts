import { MemoryNewsStore } from "../support/memory-news-store.ts";
import { MemoryViewStore } from "../support/memory-view-store.ts";
import { describeNewsStoreContract } from "./news-store.contract.ts";
import { describeViewStoreContract } from "./view-store.contract.ts";

describeViewStoreContract("in memory", (test) => test(new MemoryViewStore()));
describeNewsStoreContract("in memory", (test) => test(new MemoryNewsStore()));
