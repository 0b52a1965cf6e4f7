import { shardOf } from "../../shared/key.ts";
import type { ViewDefinition } from "../../shared/views/view-setting.ts";
import { afterAnswer } from "../../shared/views/writing.ts";
import type { Left, ViewPorts } from "./view-ports.ts";

/** Asks the ledger how the write of the document has ended: only what is applied counts as written. */
export async function askWritten(
  { store, ledger, now }: ViewPorts,
  { namespace, key, intervalMs }: ViewDefinition,
): Promise<Left> {
  const { sent } = store.load().writing;
  if (sent === null || sent.askAtMs > now()) return "drained";
  const { version } = sent;
  const shard = ledger.shard(shardOf({ namespace, key }, ledger.shards));
  const body = [{ namespace, key, version }];
  const [state = null] = await shard.states({ shards: ledger.shards, body });
  const row = store.load();
  store.save({ ...row, writing: afterAnswer(row.writing, version, state, now(), intervalMs) });
  return "drained";
}
