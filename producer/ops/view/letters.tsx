import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { DeadLetter, NamedKey } from "../api/answers.ts";
import type { Api } from "../api/api.ts";
import type { Live } from "../api/live-data.ts";
import type { World } from "../api/world.ts";
import { isFiltered } from "../model/letter-filter.ts";
import { problemWords } from "../model/problem-words.ts";
import { NOTHING, type Selection } from "../model/selection.ts";
import { LetterActions } from "./letter-actions.tsx";
import { LetterDialog } from "./letter-dialog.tsx";
import { LetterFilterForm } from "./letter-filter-form.tsx";
import { LetterGroups } from "./letter-groups.tsx";
import { LetterTable } from "./letter-table.tsx";
import { ReplayProgress } from "./replay-progress.tsx";
import { useFilter } from "./use-filter.ts";
import { useLetters } from "./use-letters.ts";

type LettersProps = {
  readonly api: Api;
  readonly world: World;
  readonly live: Live;
  readonly scopes: readonly string[];
  /** A replay that somebody has started. */
  readonly running: string | null;
  readonly onKey: (name: NamedKey) => void;
  readonly onDone: () => void;
};

export function Letters({ api, world, live, scopes, running, onKey, onDone }: LettersProps) {
  const [filter, setFilter] = useFilter();
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const [opened, setOpened] = useState<DeadLetter | null>(null);
  const [replay, setReplay] = useState<string | null>(null);
  const hidden = useRef<string | null>(null);
  const [said, setSaid] = useState("");
  const { slots } = live;
  const view = useLetters(api, world, filter, slots.summary);
  // Another filter means other letters, also for whoever clicks at once.
  useLayoutEffect(() => setSelection(NOTHING), [filter]);
  useEffect(() => {
    // An answer that was late must not bring back what was put away.
    if (running !== null && running !== hidden.current) setReplay(running);
  }, [running]);
  const done = (words: string) => {
    setSelection(NOTHING);
    setSaid(words);
    onDone();
  };
  const mayAct = scopes.includes("ops:write");
  return (
    <section id="letters" class="panel" aria-labelledby="letters-heading">
      <h2 id="letters-heading" tabIndex={-1}>
        Dead letters
      </h2>
      {replay !== null && (
        <ReplayProgress
          key={replay}
          api={api}
          world={world}
          id={replay}
          mayAct={mayAct}
          onOver={onDone}
          onHide={() => {
            hidden.current = replay;
            setReplay(null);
          }}
        />
      )}
      <LetterFilterForm
        filter={filter}
        namespaces={(slots.namespaces.body?.namespaces ?? []).map(({ name }) => name)}
        onChange={setFilter}
      />
      {view.problem !== null && (
        <p class="notice warn" role="alert">
          {problemWords(view.problem)}
        </p>
      )}
      {view.summary !== null && view.summary.total > 0 && (
        <LetterGroups
          summary={view.summary}
          filter={filter}
          nowMs={world.now()}
          onFilter={setFilter}
        />
      )}
      <LetterActions
        api={api}
        world={world}
        filter={filter}
        view={view}
        usage={slots.usage.body}
        scopes={scopes}
        isTokenKnown={slots.token.body !== null}
        selection={selection}
        onSelection={setSelection}
        onReplay={setReplay}
        onDone={done}
        onSaved={setSaid}
      />
      <p role="status" class={said === "" ? "unseen" : "notice"}>
        {said}
      </p>
      {view.page === null && view.problem === null && <p class="empty">Loading dead letters …</p>}
      {view.page !== null && view.page.total === 0 && (
        <p class="empty">
          {isFiltered(filter)
            ? "No dead letter matches this filter."
            : "No dead letters. They would appear here, with the reason, to be replayed or discarded."}
        </p>
      )}
      {view.page !== null && view.page.deadLetters.length > 0 && (
        <LetterTable
          view={view}
          nowMs={world.now()}
          selection={selection}
          onSelection={setSelection}
          onOpen={setOpened}
        />
      )}
      {opened !== null && (
        <LetterDialog letter={opened} onKey={onKey} onClose={() => setOpened(null)} />
      )}
    </section>
  );
}
