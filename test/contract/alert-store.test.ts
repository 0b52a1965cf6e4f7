import { MemoryAlertStore } from "../support/memory-alert-store.ts";
import { describeAlertStoreContract } from "./alert-store.contract.ts";

describeAlertStoreContract("in memory", (test) => test(new MemoryAlertStore()));
