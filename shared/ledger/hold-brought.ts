import { unreachable } from "../result.ts";
import type { AdmitAnswer } from "./admit-answer.ts";
import type { AdmitItem } from "./protocol.ts";
import type { SettleAnswer } from "./report.ts";
import { settleKey } from "./settle-key.ts";
import type { Turn } from "./turn.ts";

/**
 * Stores at once what has to wait and came along: the report of a hold, which the batch would make
 * next, in the same turn. What did not come along is answered with `hold`, and the batch reports it.
 */
export function holdBrought(
  turn: Turn,
  token: string,
  { candidates, brought }: AdmitItem,
  answers: readonly AdmitAnswer[],
): readonly AdmitAnswer[] {
  if (brought === undefined) return answers;
  return answers.map((answer, at) => {
    const candidate = candidates[at];
    if (answer.kind !== "hold" || candidate?.version !== brought.version) return answer;
    return asAdmitted(settleKey(turn, token, { candidate, outcome: answer, intent: brought }));
  });
}

function asAdmitted(settled: SettleAnswer): AdmitAnswer {
  switch (settled.kind) {
    case "held":
      return { kind: "held" };
    case "dead":
      return { kind: "dead", mark: settled.mark };
    case "finished":
      return { kind: "superseded" };
    default:
      return unreachable(settled);
  }
}
