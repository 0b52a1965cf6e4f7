import type { Command } from "commander";
import { parseText } from "../argument-parsers.ts";
import { followReplay } from "../follow-replay.ts";
import type { Runner } from "../session.ts";

export function addDlqFollow(parent: Command, run: Runner): void {
  parent
    .command("follow")
    .summary("watch a replay that is under way")
    .description("Watch a replay until it is over. Ctrl-C stops watching it only.")
    .argument("<replay>", "id of the replay, as `dlq replay` prints it", parseText)
    .action((id: string, _options: unknown, command: Command) =>
      run(command, async (session) => {
        const api = await session.connect();
        return api.ok ? followReplay(session, api.value, id) : api;
      }),
    );
}
