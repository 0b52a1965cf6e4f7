import { applyView } from "../../shared/gate/apply-view.ts";
import { handIn } from "../../shared/gate/budget-portion.ts";
import type { GateWord, ShardWord } from "../../shared/gate/protocol.ts";
import { unreachable } from "../../shared/result.ts";
import type { GateLine } from "./gate-line.ts";
import type { ShardParts } from "./run-rule.ts";

/** What the gate says is stored before it is confirmed; an older word than the last changes nothing. */
export function heedGate(parts: ShardParts, line: GateLine, word: GateWord): ShardWord {
  const { store } = parts;
  const row = store.loadShard();
  switch (word.kind) {
    case "view": {
      const seen = applyView(row, word.view, parts.dice);
      if (seen !== row) store.saveShard(seen);
      line.forgetChanged(row.gate.view, seen.gate.view);
      return { kind: "seen", serial: seen.gate.view.serial };
    }
    case "recall": {
      const portion = row.gate.portions[word.operation];
      const handed = handIn(portion, word.day, word.serial);
      if (handed === null) return { kind: "handed-in", used: null };
      const portions = { ...row.gate.portions, [word.operation]: handed.portion };
      store.saveShard({ ...row, gate: { ...row.gate, portions } });
      return { kind: "handed-in", used: handed.used };
    }
    case "count": {
      return { kind: "counted", count: line.count(word.namespace, parts.now()) };
    }
    default:
      return unreachable(word);
  }
}
