import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

/** What a Worker imports from its runtime, as far as a script's start needs it. */
const RUNTIME = "data:text/javascript,export class DurableObject{};export class WorkerEntrypoint{}";

registerHooks({
  resolve: (specifier, context, next) =>
    specifier.startsWith("cloudflare:")
      ? { url: RUNTIME, shortCircuit: true }
      : next(specifier, context),
});

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error("expected the path of a script");

// Nothing but the script itself lies between the two readings.
const before = process.cpuUsage();
await import(pathToFileURL(path).href);
const { user, system } = process.cpuUsage(before);
console.log((user + system) / 1_000);
