import { deployConfig, desiredOf, type WorkerConfigs } from "./deploy-configs.ts";
import { type DeployFiles, deployFolder } from "./deploy-files.ts";
import { describeStep, wranglerArgs } from "./describe-step.ts";
import { explainFailure } from "./explain-failure.ts";
import { type Desired, planDeploy, type Step } from "./plan-deploy.ts";
import { countWriteQueues, listNamespaces, surveyAccount } from "./survey-account.ts";
import { queueSettingsOf, withWriteQueues } from "./with-write-queues.ts";
import { saidBy, type Wrangler } from "./wrangler.ts";

export type DeployWorld = {
  readonly wrangler: Wrangler;
  readonly files: DeployFiles;
  readonly say: (line: string) => void;
  /** A new token and the value of `SLUICE_TOKENS` that lets it in. */
  readonly makeToken: () => { readonly token: string; readonly tokens: string };
};

/** Creates what is missing and deploys; resolves to the exit status. Running it again is safe. */
export async function runDeploy(
  world: DeployWorld,
  written: WorkerConfigs,
  plan: Desired["plan"],
): Promise<number> {
  const { say } = world;
  say("Asking the account what it has …");
  const settings = queueSettingsOf(written);
  const count = await countWriteQueues(world.wrangler, settings);
  if (!count.ok) {
    say(explainFailure(count.error.asked, count.error.said));
    return 1;
  }
  if (count.value > settings.WRITE_QUEUES) say(noteOnKept(settings.WRITE_QUEUES, count.value));
  const configs = withWriteQueues(written, { ...settings, WRITE_QUEUES: count.value });
  const desired = desiredOf([configs.producer, configs.consumer], plan);
  const existing = await surveyAccount(world.wrangler, desired, configs.producer.name);
  if (!existing.ok) {
    say(explainFailure(existing.error.asked, existing.error.said));
    return 1;
  }
  const { steps, warnings } = planDeploy(desired, existing.value);
  for (const warning of warnings) say(`Note: ${warning}`);
  try {
    for (const [index, step] of steps.entries()) {
      say(`[${index + 1}/${steps.length}] ${describeStep(step)}`);
      const problem = await runStep(world, configs, step);
      if (problem !== null) {
        say(
          `${problem}\nNothing has to be undone: run \`npm run deploy\` again, it goes on from here.`,
        );
        return 1;
      }
    }
  } finally {
    world.files.forgetSecrets();
  }
  return 0;
}

const noteOnKept = (wanted: number, found: number): string =>
  `Note: WRITE_QUEUES is ${wanted}, and the account has write queues up to number ${found}. Those stay ` +
  "bound and consumed, so that nothing in them is lost; an empty one costs nothing.";

/** What went wrong, in words for the operator; null when it went well. */
async function runStep(
  world: DeployWorld,
  configs: WorkerConfigs,
  step: Step,
): Promise<string | null> {
  const args = wranglerArgs(step, deployFolder);
  if (args !== null) {
    const result = await world.wrangler(args);
    if (result.status !== 0) return explainFailure(`wrangler ${args.join(" ")}`, saidBy(result));
    if (step.kind === "deploy") sayUrls(world, result.stdout);
    return null;
  }
  if (step.kind === "create-token") {
    const { token, tokens } = world.makeToken();
    world.files.writeSecrets(JSON.stringify({ SLUICE_TOKENS: tokens }));
    world.say(`      Token, shown only now: ${token}`);
    return null;
  }
  const ids = await listNamespaces(world.wrangler);
  if (!ids.ok) return explainFailure(ids.error.asked, ids.error.said);
  world.files.writeConfig("producer", deployConfig(configs.producer, ids.value));
  world.files.writeConfig("consumer", deployConfig(configs.consumer, ids.value));
  return null;
}

function sayUrls(world: DeployWorld, stdout: string): void {
  for (const url of stdout.match(/https:\/\/\S+\.workers\.dev\S*/g) ?? [])
    world.say(`      ${url}`);
}
