import { once } from "node:events";
import { Worker } from "node:worker_threads";

/**
 * Imports a module of this repository where the heap may grow to `heapMb` only, and resolves to what the
 * body of a function makes of it; rejects when that needs more. Bytes of buffers do not count.
 */
export async function withLittleHeap(path: string, body: string, heapMb: number): Promise<unknown> {
  const { href } = new URL(`../../${path}`, import.meta.url);
  const code = `
    const { parentPort } = require("node:worker_threads");
    const run = async (module) => { ${body} };
    import(${JSON.stringify(href)}).then(run).then((result) => parentPort.postMessage(result));`;
  const resourceLimits = { maxOldGenerationSizeMb: heapMb };
  const worker = new Worker(code, { eval: true, resourceLimits });
  const [result] = await once(worker, "message");
  await worker.terminate();
  return result;
}
