import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "smol-toml";
import { openWorkers, type Workers } from "../measure/harness.ts";
import { httpLoad } from "../measure/http-load.ts";
import { BENCH_TOKEN, PRODUCER, SINK } from "../measure/sluice-workers.ts";
import { inspectWorkerd } from "./inspect-workerd.ts";
import { topFunctions } from "./top-functions.ts";

/** The Worker itself; `queues:queue:…`, `cache:cache` and others are the emulated platform. */
const DEFAULT_ISOLATE = "core:user:sluice-producer";
const REQUESTS = 2_000;
const CONNECTIONS = 32;
const SHOWN = 25;

const USAGE = `npm run profile -- [isolate] shows where an isolate of workerd spends its time on the benchmark's writes

  isolate  ${DEFAULT_ISOLATE} when it is left out; a wrong name lists all`;

/** `npm run profile -- [isolate]`: where an isolate of workerd spends its time on the benchmark's writes. */
async function main(isolate = DEFAULT_ISOLATE): Promise<void> {
  const workerd = inspectWorkerd();
  const opened = openWorkers([readableProducer(), SINK]);
  try {
    const url = await opened.url;
    await writeTo(url, "warm");
    const profile = await workerd.profile(isolate, () => writeTo(url, "measured"));
    for (const { name, share } of topFunctions(profile, SHOWN)) {
      console.log(`${(100 * share).toFixed(1).padStart(5)} %  ${name}`);
    }
    const file = join(tmpdir(), `${isolate.replaceAll(/[^a-z0-9-]/gi, "-")}.cpuprofile`);
    writeFileSync(file, JSON.stringify(profile));
    console.log(`\nThe whole profile, for any browser's developer tools: ${file}`);
  } finally {
    await opened.close();
  }
}

/** As deployed, with the names that minifying takes away. */
function readableProducer(): Workers[number] {
  const root = join(import.meta.dirname, "../..");
  const deployed = parse(readFileSync(join(root, PRODUCER.configPath), "utf8"));
  const config = { ...deployed, minify: false, keep_names: true };
  return { config, secrets: PRODUCER.secrets } as unknown as Workers[number];
}

async function writeTo(url: string, prefix: string): Promise<void> {
  await httpLoad(url, REQUESTS, CONNECTIONS, (number) => ({
    method: "PUT",
    path: `/v1/kv/default/${prefix}-${number}`,
    headers: { Authorization: `Bearer ${BENCH_TOKEN}`, "Content-Type": "text/plain" },
    body: "x".repeat(200),
  }));
}

const [isolate] = process.argv.slice(2);
if (isolate === "--help" || isolate === "-h") console.log(USAGE);
else await main(isolate);
