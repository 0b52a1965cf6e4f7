import * as z from "zod/mini";
import { err, ok, type Result } from "../../shared/result.ts";
import { MAX_WRITE_QUEUES, type QueueSettings, writeQueues } from "../../shared/write-queues.ts";
import type { Desired, Existing } from "./plan-deploy.ts";
import { saidBy, type Wrangler, type WranglerResult } from "./wrangler.ts";

const Namespaces = z.array(z.looseObject({ id: z.string(), title: z.string() }));
const Secrets = z.array(z.looseObject({ name: z.string() }));

/** A question to the account that wrangler could not answer, with what it said. */
type Unanswered = { readonly asked: string; readonly said: string };

type Answer<T> = Promise<Result<T, Unanswered>>;

/** What the account has of what is desired. Only asks, changes nothing. */
export async function surveyAccount(
  wrangler: Wrangler,
  desired: Desired,
  producerName: string,
): Answer<Existing> {
  const namespaces = await listNamespaces(wrangler);
  if (!namespaces.ok) return namespaces;
  const queueNames = [...desired.writeQueues, ...desired.deadLetterQueues];
  const queues = await present(queueNames, (name) => findQueue(wrangler, name));
  if (!queues.ok) return queues;
  const buckets = await present(desired.buckets, (name) => findBucket(wrangler, name));
  if (!buckets.ok) return buckets;
  const hasTokens = await findTokens(wrangler, producerName);
  if (!hasTokens.ok) return hasTokens;
  const expiring = [...buckets.value].filter(([, said]) => said.includes("Expire objects"));
  return ok({
    namespaces: namespaces.value,
    queues: new Set(queues.value.keys()),
    buckets: new Set(buckets.value.keys()),
    expiringBuckets: new Set(expiring.map(([name]) => name)),
    hasTokens: hasTokens.value,
  });
}

/** How many write queues are to be bound: those that the settings ask for, and older ones beyond them. */
export async function countWriteQueues(
  wrangler: Wrangler,
  settings: QueueSettings,
): Answer<number> {
  let count = settings.WRITE_QUEUES;
  for (; count < MAX_WRITE_QUEUES; count++) {
    const wider = { ...settings, WRITE_QUEUES: count + 1 };
    const further = (["normal", "immediate"] as const).flatMap(
      (lane) => writeQueues(lane, wider).at(-1)?.queue ?? [],
    );
    const found = await present(further, (name) => findQueue(wrangler, name));
    if (!found.ok) return found;
    if (found.value.size === 0) break;
  }
  return ok(count);
}

/** Titles of the account's KV namespaces with their ids. */
export async function listNamespaces(wrangler: Wrangler): Answer<ReadonlyMap<string, string>> {
  const args = ["kv", "namespace", "list"];
  const result = await wrangler(args);
  const namespaces = readJson(Namespaces, result);
  if (namespaces === null) return unanswered(args, result);
  return ok(new Map(namespaces.map((namespace) => [namespace.title, namespace.id])));
}

/** Those that exist, each with what wrangler said about it. */
async function present(
  names: readonly string[],
  find: (name: string) => Answer<string | null>,
): Answer<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const name of names) {
    const answer = await find(name);
    if (!answer.ok) return answer;
    if (answer.value !== null) found.set(name, answer.value);
  }
  return ok(found);
}

async function findQueue(wrangler: Wrangler, name: string): Answer<string | null> {
  const args = ["queues", "info", name];
  const result = await wrangler(args);
  const said = saidBy(result);
  // The look-up goes by name, but may answer with a queue whose name only resembles it.
  if (result.status === 0)
    return ok(new RegExp(`^Queue Name: ${name}$`, "m").test(said) ? said : null);
  return said.includes("does not exist") ? ok(null) : unanswered(args, result);
}

async function findBucket(wrangler: Wrangler, name: string): Answer<string | null> {
  const args = ["r2", "bucket", "lifecycle", "list", name];
  const result = await wrangler(args);
  const said = saidBy(result);
  if (result.status === 0) return ok(said);
  return /does not exist|code: 10006/.test(said) ? ok(null) : unanswered(args, result);
}

async function findTokens(wrangler: Wrangler, producerName: string): Answer<boolean> {
  const args = ["secret", "list", "--name", producerName, "--format", "json"];
  const result = await wrangler(args);
  if (result.status !== 0 && /not found|code: 10007/.test(saidBy(result))) return ok(false);
  const secrets = readJson(Secrets, result);
  if (secrets === null) return unanswered(args, result);
  return ok(secrets.some((secret) => secret.name === "SLUICE_TOKENS"));
}

function readJson<T extends z.core.$ZodType>(schema: T, result: WranglerResult): z.infer<T> | null {
  if (result.status !== 0) return null;
  // Warnings may stand before the list.
  const start = result.stdout.search(/^\[/m);
  try {
    return z.parse(schema, JSON.parse(result.stdout.slice(start)));
  } catch {
    return null;
  }
}

const unanswered = (args: readonly string[], result: WranglerResult) =>
  err({ asked: `wrangler ${args.join(" ")}`, said: saidBy(result) });
