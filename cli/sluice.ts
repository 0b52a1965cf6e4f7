#!/usr/bin/env node
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { EXIT } from "./exit-status.ts";
import { nodeWorld } from "./node-world.ts";
import { runSluice } from "./program.ts";

const interruption = new AbortController();

/** The first Ctrl-C ends the work in an orderly way, a second one ends it at once. */
function interrupt(): void {
  if (interruption.signal.aborted) process.exit(EXIT.interrupted);
  interruption.abort();
}

process.on("SIGINT", interrupt);

const manifest: { version: string } = JSON.parse(
  await readFile(join(import.meta.dirname, "..", "package.json"), "utf8"),
);
const world = nodeWorld(manifest.version, interruption.signal, interrupt);
const status = await runSluice(process.argv.slice(2), world);
// Every write has been waited for; an stdin that nobody finished must not keep the process.
process.exit(status);
