import { unreachable } from "../../shared/result.ts";
import type { Step } from "./plan-deploy.ts";

/** The step in one line for the operator. */
export function describeStep(step: Step): string {
  switch (step.kind) {
    case "create-namespace":
      return `create the KV namespace ${step.title}`;
    case "create-queue":
      return step.retentionSeconds === null
        ? `create the queue ${step.name}`
        : `create the queue ${step.name}, which keeps messages for ${step.retentionSeconds / 86_400} days`;
    case "create-bucket":
      return `create the R2 bucket ${step.name}, without an expiry rule`;
    case "write-configs":
      return "write copies of both TOML files with the account's ids to .wrangler/deploy/";
    case "create-token":
      return "make a token with every scope and print it once";
    case "deploy":
      return `deploy the ${step.worker}${step.withToken ? " with SLUICE_TOKENS" : ""}`;
    default:
      return unreachable(step);
  }
}

/** What wrangler has to be told for it; null for steps that need no wrangler. */
export function wranglerArgs(step: Step, folder: string): readonly string[] | null {
  switch (step.kind) {
    case "create-namespace":
      return ["kv", "namespace", "create", step.title, "--no-update-config"];
    case "create-queue": {
      const retention = ["--message-retention-period-secs", `${step.retentionSeconds}`];
      return [
        ...["queues", "create", step.name],
        ...(step.retentionSeconds === null ? [] : retention),
      ];
    }
    case "create-bucket":
      return ["r2", "bucket", "create", step.name, "--no-update-config"];
    case "deploy": {
      const secrets = step.withToken ? ["--secrets-file", `${folder}/secrets.json`] : [];
      return ["deploy", "-c", `${folder}/wrangler.${step.worker}.toml`, ...secrets];
    }
    case "write-configs":
    case "create-token":
      return null;
    default:
      return unreachable(step);
  }
}
