import type { Command } from "commander";
import type { Runner } from "../session.ts";
import { addDlqCancel } from "./dlq-cancel.ts";
import { addDlqDiscard } from "./dlq-discard.ts";
import { addDlqExport } from "./dlq-export.ts";
import { addDlqFollow } from "./dlq-follow.ts";
import { addDlqImport } from "./dlq-import.ts";
import { addDlqList } from "./dlq-list.ts";
import { addDlqReplay } from "./dlq-replay.ts";
import { addDlqShow } from "./dlq-show.ts";

/** Dead letters: writes that were given up, kept until somebody decides. */
export function addDlq(parent: Command, run: Runner): void {
  const dlq = parent
    .command("dlq")
    .summary("look after dead letters")
    .description(
      "Dead letters: writes that were given up and kept. They are replayed with the version they " +
        "have, so a replay never overwrites a newer write. Here --namespace narrows down; without " +
        "it letters of every namespace are meant. IDs are unique across namespaces.",
    );
  for (const add of ADDERS) add(dlq, run);
}

const ADDERS = [
  addDlqList,
  addDlqShow,
  addDlqReplay,
  addDlqFollow,
  addDlqCancel,
  addDlqDiscard,
  addDlqExport,
  addDlqImport,
];
