import { mkdtempSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "./inspector-session.ts";
import type { CpuProfile } from "./top-functions.ts";

type Target = { readonly id: string; readonly webSocketDebuggerUrl: string };

export type InspectedWorkerd = {
  /** Profiles the isolate with this id for as long as `run` takes. */
  readonly profile: (id: string, run: () => Promise<void>) => Promise<CpuProfile>;
};

/**
 * From here on every workerd of this process opens its inspector, which the test harness has no
 * option for: Miniflare starts whatever `MINIFLARE_WORKERD_PATH` names.
 */
export function inspectWorkerd(): InspectedWorkerd {
  const ports = mkdtempSync(join(tmpdir(), "sluice-inspected-"));
  const { resolve } = createRequire(createRequire(import.meta.url).resolve("wrangler"));
  process.env.SLUICE_WORKERD = join(resolve("workerd"), "../../bin/workerd");
  process.env.SLUICE_INSPECTED_PORTS = ports;
  process.env.MINIFLARE_WORKERD_PATH = join(import.meta.dirname, "inspected-workerd.sh");
  return {
    async profile(id, run) {
      const targets = (await Promise.all(readdirSync(ports).map(targetsOf))).flat();
      const target = targets.find((one) => one.id === id);
      if (target === undefined) {
        const known = targets.map((one) => one.id).join(", ");
        throw new TypeError(`no isolate is called "${id}"; there are: ${known}`);
      }
      const session = await inspect(target.webSocketDebuggerUrl);
      await session.ask("Profiler.enable");
      await session.ask("Profiler.start");
      await run();
      const { profile } = await session.ask("Profiler.stop");
      session.close();
      return profile as CpuProfile;
    },
  };
}

const targetsOf = async (port: string): Promise<readonly Target[]> =>
  (await fetch(`http://127.0.0.1:${port}/json`)).json() as Promise<readonly Target[]>;
