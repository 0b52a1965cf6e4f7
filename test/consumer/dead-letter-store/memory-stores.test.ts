import { describe } from "vitest";
import { auditStoreContract } from "../../contract/audit-store.contract.ts";
import { letterStoreContract, type WithStores } from "../../contract/letter-store.contract.ts";
import { replayStoreContract } from "../../contract/replay-store.contract.ts";
import { MemoryAuditStore } from "../../support/memory-audit-store.ts";
import { MemoryLetterStore } from "../../support/memory-letter-store.ts";
import { MemoryReplayStore } from "../../support/memory-replay-store.ts";

const inMemory: WithStores = async (use) => {
  const letters = new MemoryLetterStore();
  use({ letters, replays: new MemoryReplayStore(letters), audit: new MemoryAuditStore() });
};

describe("the letter store in memory", () => letterStoreContract(inMemory));
describe("the audit store in memory", () => auditStoreContract(inMemory));
describe("the replay store in memory", () => replayStoreContract(inMemory));
