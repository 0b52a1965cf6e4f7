import type { Command } from "commander";
import { ok } from "../../shared/result.ts";
import { Replay } from "../api-schemas.ts";
import { parseText } from "../argument-parsers.ts";
import { EXIT } from "../exit-status.ts";
import { presentReplay } from "../present-replay.ts";
import type { Runner, Session } from "../session.ts";
import { counted } from "../words.ts";
import type { Outcome } from "../world.ts";

type CancelOptions = { readonly note?: string };

export function addDlqCancel(parent: Command, run: Runner): void {
  parent
    .command("cancel")
    .summary("stop a replay that is under way")
    .description(
      "Stop a replay. What it has sent stays sent, the rest stays in the store. A replay that is " +
        "over stays as it is.",
    )
    .argument("<replay>", "id of the replay, as `dlq replay` prints it", parseText)
    .option("--note <text>", "why; for the audit")
    .action((id: string, options: CancelOptions, command: Command) =>
      run(command, (session) => dlqCancel(session, id, options)),
    );
}

async function dlqCancel(session: Session, id: string, options: CancelOptions): Promise<Outcome> {
  const api = await session.connect();
  if (!api.ok) return api;
  const replay = await api.value.sendForJson(
    {
      method: "DELETE",
      path: `/v1/replays/${encodeURIComponent(id)}`,
      query: { note: options.note },
    },
    Replay,
  );
  if (!replay.ok) return replay;
  await presentReplay(session, replay.value);
  const { state, matched, enqueued, skipped } = replay.value;
  const left = matched - enqueued - skipped;
  if (state === "finished") await session.talk("It had finished already.");
  else if (left > 0) await session.talk(`${counted(left, "dead letter")} left in the store.`);
  return ok(EXIT.ok);
}
