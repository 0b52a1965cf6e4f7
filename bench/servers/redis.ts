import { existsSync } from "node:fs";
import { connect } from "node:net";
import { delimiter, join } from "node:path";
import type { ServerPlan } from "./temporary-server.ts";

const PROGRAM = "redis-server";

/** Redis in the path of this process; null when there is none. */
export function findRedis(path = process.env.PATH ?? ""): string | null {
  const files = path.split(delimiter).map((folder) => join(folder, PROGRAM));
  return files.find((file) => existsSync(file)) ?? null;
}

export const redisSocket = (folder: string): string => join(folder, "redis.sock");

/** An instance of its own, reached by the socket in its folder only, which keeps nothing. */
export const redisPlan = (file: string): ServerPlan => ({
  name: "redis",
  user: null,
  stopSignal: "SIGTERM",
  prepare: async () => {},
  command: (folder) => ({
    file,
    args: [
      ...["--port", "0", "--unixsocket", redisSocket(folder), "--dir", folder],
      ...["--save", "", "--appendonly", "no"],
    ],
  }),
  isReady: (folder) =>
    new Promise((resolve) => {
      const socket = connect(redisSocket(folder));
      socket.on("connect", () => {
        socket.destroy();
        resolve(true);
      });
      socket.on("error", () => resolve(false));
    }),
});
