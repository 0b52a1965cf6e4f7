import { describe, expect, it } from "vitest";
import { type Desired, emptyAccount, planDeploy } from "../../scripts/deploy/plan-deploy.ts";

const desired: Desired = {
  namespaces: ["sluice-default"],
  writeQueues: ["writes", "writes-immediate"],
  deadLetterQueues: ["dead"],
  buckets: ["payloads"],
  plan: "paid",
};

const everything = {
  namespaces: new Map([["sluice-default", "0123456789abcdef0123456789abcdef"]]),
  queues: new Set(["writes", "writes-immediate", "dead"]),
  buckets: new Set(["payloads"]),
  expiringBuckets: new Set<string>(),
  hasTokens: true,
};

describe("planDeploy", () => {
  it("creates everything in an empty account, then deploys the consumer before the producer", () => {
    expect(planDeploy(desired, emptyAccount).steps).toEqual([
      { kind: "create-namespace", title: "sluice-default" },
      { kind: "create-queue", name: "writes", retentionSeconds: 345_600 },
      { kind: "create-queue", name: "writes-immediate", retentionSeconds: 345_600 },
      { kind: "create-queue", name: "dead", retentionSeconds: 1_209_600 },
      { kind: "create-bucket", name: "payloads" },
      { kind: "write-configs" },
      { kind: "create-token" },
      { kind: "deploy", worker: "consumer", withToken: false },
      { kind: "deploy", worker: "producer", withToken: true },
    ]);
  });

  it("creates nothing when everything exists", () => {
    expect(planDeploy(desired, everything).steps).toEqual([
      { kind: "write-configs" },
      { kind: "deploy", worker: "consumer", withToken: false },
      { kind: "deploy", worker: "producer", withToken: false },
    ]);
  });

  it("creates only what is missing", () => {
    const steps = planDeploy(desired, { ...everything, queues: new Set(["writes", "dead"]) }).steps;
    expect(steps[0]).toMatchObject({ kind: "create-queue", name: "writes-immediate" });
    expect(steps).toHaveLength(4);
  });

  it("asks for no retention on the free plan, which fixes it, and says so", () => {
    const plan = planDeploy({ ...desired, plan: "free" }, emptyAccount);
    const retentions = plan.steps.flatMap((step) =>
      step.kind === "create-queue" ? [step.retentionSeconds] : [],
    );
    expect(retentions).toEqual([null, null, null]);
    expect(plan.warnings.join()).toContain("24 h");
  });

  it("warns of a bucket that expires objects", () => {
    const account = { ...everything, expiringBuckets: new Set(["payloads"]) };
    expect(planDeploy(desired, account).warnings.join()).toContain("lifecycle remove payloads");
  });
});
