import { execFile, execFileSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import type { ServerPlan, User } from "./temporary-server.ts";

const run = promisify(execFile);

/** Debian keeps the server's programs out of the path, by version. */
const FOLDERS = "/usr/lib/postgresql/*/bin";
const PROGRAMS = ["initdb", "postgres", "pg_isready"];
export const POSTGRES_USER = "bench";

/** The newest PostgreSQL of this machine; null when there is none. */
export function findPostgres(pattern = FOLDERS): string | null {
  const complete = globSync(pattern).filter((folder) =>
    PROGRAMS.every((program) => existsSync(join(folder, program))),
  );
  return complete.toSorted((a, b) => versionOf(a) - versionOf(b)).at(-1) ?? null;
}

/** A cluster of its own, reached by the socket in its folder only; settings as they come. */
export const postgresPlan = (programs: string): ServerPlan => {
  const user = unprivileged();
  return {
    name: "postgres",
    user,
    stopSignal: "SIGINT",
    prepare: async (folder) => {
      const args = ["-D", join(folder, "data"), "-U", POSTGRES_USER, "-A", "trust", "--no-sync"];
      await run(join(programs, "initdb"), [...args, "-E", "UTF8", "--locale=C"], {
        ...user,
        cwd: folder,
      });
    },
    command: (folder) => ({
      file: join(programs, "postgres"),
      args: ["-D", join(folder, "data"), "-k", folder, "-c", "listen_addresses="],
    }),
    isReady: async (folder) => {
      try {
        await run(join(programs, "pg_isready"), ["-q", "-h", folder]);
        return true;
      } catch {
        // Any other exit status: not yet.
        return false;
      }
    },
  };
};

/** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
function unprivileged(): User {
  if (process.getuid?.() !== 0) return null;
  const idOf = (flag: string): number => Number(execFileSync("id", [flag, "postgres"]));
  return { uid: idOf("-u"), gid: idOf("-g") };
}

const versionOf = (folder: string): number => Number(basename(dirname(folder)));
