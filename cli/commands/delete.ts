import type { Command } from "commander";
import { Receipt } from "../api-schemas.ts";
import { parseKey } from "../argument-parsers.ts";
import { kvPath } from "../http-client.ts";
import { presentReceipt } from "../present-receipt.ts";
import type { Runner, Session } from "../session.ts";
import type { Outcome } from "../world.ts";

type DeleteOptions = { readonly immediate?: boolean };

export function addDelete(parent: Command, run: Runner): void {
  parent
    .command("delete")
    .summary("delete a key")
    .description("Delete a key. Done means durably queued; `sluice status KEY` follows it.")
    .argument("<key>", "key", parseKey)
    .option("--immediate", "do not wait for a batch to fill")
    .action((key: string, options: DeleteOptions, command: Command) =>
      run(command, (session) => deleteKey(session, key, options)),
    );
}

async function deleteKey(session: Session, key: string, options: DeleteOptions): Promise<Outcome> {
  const api = await session.connect();
  if (!api.ok) return api;
  const receipt = await api.value.sendForJson(
    {
      method: "DELETE",
      path: kvPath(session.namespace, key),
      query: { priority: options.immediate === true ? "immediate" : undefined },
    },
    Receipt,
  );
  return receipt.ok ? presentReceipt(session, receipt.value) : receipt;
}
