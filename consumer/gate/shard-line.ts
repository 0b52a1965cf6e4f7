import type { Report } from "../../shared/events.ts";
import type { WindowCount } from "../../shared/gate/failure-window.ts";
import type { GateView } from "../../shared/gate/gate-view.ts";
import type { GateWord, ShardWord } from "../../shared/gate/protocol.ts";

/** The shards as the gate reaches them. */
export type ShardsClient = {
  readonly count: number;
  heed(shard: number, word: GateWord): Promise<ShardWord>;
};

/** One word to many shards; one that does not answer keeps no other from hearing it. */
export class ShardLine {
  readonly #shards: ShardsClient;
  readonly #report: Report;

  constructor(shards: ShardsClient, report: Report) {
    this.#shards = shards;
    this.#report = report;
  }

  /** Sends the view to each shard that has not confirmed it; resolves to the serials that they have. */
  async tell(
    view: GateView,
    confirmed: Readonly<Record<string, number>>,
  ): Promise<readonly (readonly [shard: number, serial: number])[]> {
    const behind = this.#all().filter((shard) => (confirmed[shard] ?? 0) < view.serial);
    const answers = await this.#sayAll(behind, { kind: "view", view });
    return answers.flatMap(({ shard, word }) =>
      word.kind === "seen" ? [[shard, word.serial] as const] : [],
    );
  }

  /** What the shards that answer have counted. */
  async count(namespace: string): Promise<readonly WindowCount[]> {
    const answers = await this.#sayAll(this.#all(), { kind: "count", namespace });
    return answers.flatMap(({ word }) => (word.kind === "counted" ? [word.count] : []));
  }

  /** Null when the shard cannot be reached. */
  async say(shard: number, word: GateWord): Promise<ShardWord | null> {
    try {
      return await this.#shards.heed(shard, word);
    } catch (error) {
      this.#report({ kind: "shard-not-told", shard, detail: String(error) });
      return null;
    }
  }

  async #sayAll(shards: readonly number[], word: GateWord) {
    const answers = await Promise.all(
      shards.map(async (shard) => ({ shard, word: await this.say(shard, word) })),
    );
    return answers.flatMap(({ shard, word: answer }) =>
      answer === null ? [] : [{ shard, word: answer }],
    );
  }

  #all(): readonly number[] {
    return Array.from({ length: this.#shards.count }, (_, shard) => shard);
  }
}
