import { describeDigestContract } from "../contract/digest.contract.ts";
import { describeEdgeCacheContract } from "../contract/edge-cache.contract.ts";
import { describeIntentQueueContract } from "../contract/intent-queue.contract.ts";
import { describePayloadUploadsContract } from "../contract/payload-uploads.contract.ts";
import { describeValueReadsContract } from "../contract/value-reads.contract.ts";
import { MemoryEdgeCache } from "../support/memory-edge-cache.ts";
import { MemoryIntentQueue } from "../support/memory-intent-queue.ts";
import { MemoryPayloadUploads } from "../support/memory-payload-uploads.ts";
import { MemoryValueReads } from "../support/memory-value-reads.ts";
import { nodeDigest } from "../support/node-digest.ts";
import { NOW_MS } from "../support/versions.ts";

const edge = new MemoryEdgeCache(() => NOW_MS);
const queue = new MemoryIntentQueue();

describeDigestContract("Node", nodeDigest);
describeEdgeCacheContract("the fake", () => edge);
describeIntentQueueContract("the fake", () => queue);
describePayloadUploadsContract("the fake", () => {
  const uploads = new MemoryPayloadUploads();
  return { uploads, read: async (version) => uploads.objects.get(version) ?? null };
});
describeValueReadsContract("the fake", () => {
  const reads = new MemoryValueReads();
  return {
    reads,
    put: async (key, text, metadata) => reads.put({ namespace: "default", key }, text, metadata),
  };
});
