import { useState } from "preact/hooks";
import type { DiscardCount } from "../api/answers.ts";
import type { Answer, Api } from "../api/api.ts";
import { problemWords } from "../model/problem-words.ts";
import type { SelectionBody } from "../model/selection.ts";
import { counted, formatCount } from "../model/words.ts";
import { Dialog } from "./dialog.tsx";
import { NoteField } from "./note-field.tsx";

type DiscardDialogProps = {
  readonly api: Api;
  readonly body: SelectionBody;
  readonly count: number;
  /** Which letters the filter means; empty for all. */
  readonly which: string;
  readonly close: () => void;
  readonly onDone: (words: string) => void;
};

/** Nothing brings discarded letters back, so the count is typed; another count discards nothing. */
export function DiscardDialog({ api, body, count, which, close, onDone }: DiscardDialogProps) {
  const [typed, setTyped] = useState("");
  const [note, setNote] = useState("");
  const [isSending, setSending] = useState(false);
  const [refused, setRefused] = useState<Answer<DiscardCount> | null>(null);
  // What is looked at may change behind the dialog; what was agreed to may not.
  const [meant] = useState({ body, count, which });
  const discard = async () => {
    setSending(true);
    const noted = note.trim() === "" ? {} : { note: note.trim() };
    const request = { ...meant.body, ...noted, expected: meant.count };
    const answer = await api.post<DiscardCount>("/v1/dead-letters/discard", request);
    setSending(false);
    if (answer.kind !== "answered") return setRefused(answer);
    close();
    onDone(`Discarded ${counted(answer.body.discarded, "letter")}.`);
  };
  const isAgreed = typed.replaceAll(/[\s,.]/g, "") === String(meant.count);
  const isMismatch = refused?.kind === "refused" && refused.slug === "count-mismatch";
  return (
    <Dialog
      title="Discard dead letters"
      closeWords="Cancel"
      onClose={close}
      actions={
        <button
          type="button"
          class="danger"
          disabled={!isAgreed || isSending}
          onClick={() => void discard()}
        >
          Discard {formatCount(meant.count)}
        </button>
      }
    >
      <p>
        <strong>{counted(meant.count, "letter")}</strong> {meant.which} will be given up for good:
        their values are deleted, and KV keeps what it has. Download them first if you may need
        them.
      </p>
      <label>
        Type {meant.count} to confirm
        <input
          type="text"
          inputMode="numeric"
          autocomplete="off"
          value={typed}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      </label>
      <NoteField onNote={setNote} />
      {refused !== null && refused.kind !== "answered" && (
        <p class="notice warn" role="alert">
          {problemWords(refused)}
          {isMismatch && " Cancel, look at what matches now, and begin anew."}
        </p>
      )}
    </Dialog>
  );
}
