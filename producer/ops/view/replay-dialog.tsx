import { useEffect, useState } from "preact/hooks";
import type { Quota, Replay, ReplayCount } from "../api/answers.ts";
import type { Answer, Api } from "../api/api.ts";
import { problemWords } from "../model/problem-words.ts";
import {
  DEFAULT_RATE,
  MAX_RATE,
  parseRate,
  replayOfLocation,
  replayPlan,
} from "../model/replay-words.ts";
import type { SelectionBody } from "../model/selection.ts";
import { counted, formatCount } from "../model/words.ts";
import { Dialog } from "./dialog.tsx";
import { NoteField } from "./note-field.tsx";

type ReplayDialogProps = {
  readonly api: Api;
  readonly body: SelectionBody;
  readonly budget: Quota | null;
  readonly close: () => void;
  readonly onReplay: (id: string) => void;
  readonly onDone: (words: string) => void;
};

/** Says what a replay would do before it does it. */
export function ReplayDialog({ api, body, budget, close, onReplay, onDone }: ReplayDialogProps) {
  const [count, setCount] = useState<Answer<ReplayCount> | null>(null);
  const [rateText, setRateText] = useState(String(DEFAULT_RATE));
  const [note, setNote] = useState("");
  const [isSending, setSending] = useState(false);
  const [refused, setRefused] = useState<Answer<Replay> | null>(null);
  // The selection of the moment in which the dialog was opened is what it is about.
  const [meant] = useState(body);
  useEffect(() => {
    void api
      .post<ReplayCount>("/v1/dead-letters/replay", { ...meant, dryRun: true })
      .then(setCount);
  }, [api, meant]);
  const rate = parseRate(rateText);
  const start = async () => {
    setSending(true);
    const noted = note.trim() === "" ? {} : { note: note.trim() };
    const request = { ...meant, ...noted, ratePerSecond: rate };
    const answer = await api.post<Replay>("/v1/dead-letters/replay", request);
    setSending(false);
    if (answer.kind !== "answered") return setRefused(answer);
    close();
    onReplay(answer.body.id);
    onDone("");
  };
  const plan = count?.kind === "answered" ? replayPlan(count.body, rate ?? 1, budget) : [];
  const enqueued = count?.kind === "answered" ? count.body.enqueued : 0;
  const busy = refused?.kind === "refused" ? replayOfLocation(refused.location) : null;
  return (
    <Dialog
      title="Replay dead letters"
      closeWords="Cancel"
      onClose={close}
      actions={
        <button
          type="button"
          class="primary"
          disabled={
            count?.kind !== "answered" || count.body.matched === 0 || rate === null || isSending
          }
          onClick={() => void start()}
        >
          Replay {enqueued > 0 && formatCount(enqueued)}
        </button>
      }
    >
      {count === null && <p>Counting …</p>}
      {count !== null && count.kind !== "answered" && (
        <p class="notice warn" role="alert">
          {problemWords(count)}
        </p>
      )}
      {count?.kind === "answered" && (
        <>
          <p>
            <strong>{counted(count.body.matched, "letter")}</strong>{" "}
            {count.body.matched === 1 ? "is" : "are"} meant. A newer write is never overwritten.
          </p>
          <ul>
            {plan.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </>
      )}
      <label>
        Letters per second
        <input
          type="number"
          min={1}
          max={MAX_RATE}
          value={rateText}
          aria-invalid={rate === null}
          onInput={({ currentTarget }) => setRateText(currentTarget.value)}
        />
      </label>
      {rate === null && <p class="problem">Expected a whole number from 1 to {MAX_RATE}.</p>}
      <NoteField onNote={setNote} />
      {refused !== null && refused.kind !== "answered" && (
        <p class="notice warn" role="alert">
          {busy === null
            ? problemWords(refused)
            : "Another replay is under way: there is one at a time. "}
          {busy !== null && (
            <button
              type="button"
              class="link"
              onClick={() => {
                close();
                onReplay(busy);
              }}
            >
              Follow it
            </button>
          )}
        </p>
      )}
    </Dialog>
  );
}
