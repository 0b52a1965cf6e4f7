import { useState } from "preact/hooks";
import type { Usage } from "../api/answers.ts";
import type { Api } from "../api/api.ts";
import { downloadLetters } from "../api/download-letters.ts";
import type { World } from "../api/world.ts";
import { writeQuota } from "../model/budget.ts";
import { filterWords, type LetterFilter } from "../model/letter-filter.ts";
import {
  MAX_IDS,
  NOTHING,
  type Selection,
  selectedCount,
  selectionBody,
} from "../model/selection.ts";
import { counted, formatCount } from "../model/words.ts";
import { DiscardDialog } from "./discard-dialog.tsx";
import { ReplayDialog } from "./replay-dialog.tsx";
import type { LetterView } from "./use-letters.ts";

type LetterActionsProps = {
  readonly api: Api;
  readonly world: World;
  readonly filter: LetterFilter;
  readonly view: LetterView;
  readonly usage: Usage | null;
  readonly scopes: readonly string[];
  readonly isTokenKnown: boolean;
  readonly selection: Selection;
  readonly onSelection: (selection: Selection) => void;
  readonly onReplay: (id: string) => void;
  /** What has changed letters says so in these words. */
  readonly onDone: (words: string) => void;
  readonly onSaved: (words: string) => void;
};

/** A dialog, each time another one. */
type Open = { readonly kind: "replay" | "discard" };

/** What can be done with the letters that are selected. */
export function LetterActions(props: LetterActionsProps) {
  const { api, world, filter, view, usage, scopes, selection, onSelection, onReplay, onDone } =
    props;
  const [open, setOpen] = useState<Open | null>(null);
  const total = view.page?.total ?? 0;
  const count = selectedCount(selection, total);
  const mayAct = scopes.includes("ops:write");
  const isTooMany = selection.kind === "some" && selection.ids.length > MAX_IDS;
  const dialog = {
    api,
    body: selectionBody(selection, filter, world.now()),
    // An answer may come after another dialog was opened.
    close: () => setOpen((latest) => (latest === open ? null : latest)),
  };
  // A dialog stays, whatever becomes of the letters behind it.
  if (total === 0 && open === null) return null;
  return (
    <div class="actions">
      <span aria-live="polite">
        {count === 0 ? `${counted(total, "letter")}.` : `${formatCount(count)} selected.`}
      </span>
      {selection.kind === "some" && (
        <button type="button" onClick={() => onSelection({ kind: "matching" })}>
          Select all {formatCount(total)} that match
        </button>
      )}
      {count > 0 && (
        <button type="button" onClick={() => onSelection(NOTHING)}>
          Select none
        </button>
      )}
      {mayAct && (
        <>
          <button
            type="button"
            id="replay"
            class="primary"
            disabled={count === 0 || isTooMany}
            onClick={() => setOpen({ kind: "replay" })}
          >
            Replay …
          </button>
          <button
            type="button"
            class="danger"
            disabled={count === 0 || isTooMany}
            onClick={() => setOpen({ kind: "discard" })}
          >
            Discard …
          </button>
        </>
      )}
      <Download {...props} count={count} />
      {!mayAct && props.isTokenKnown && (
        <p class="hint">This token may look only: replay and discard need the scope ops:write.</p>
      )}
      {isTooMany && <p class="hint">At most {formatCount(MAX_IDS)} at once, or all that match.</p>}
      {open?.kind === "replay" && (
        <ReplayDialog {...dialog} budget={budgetOf(usage)} onReplay={onReplay} onDone={onDone} />
      )}
      {open?.kind === "discard" && (
        <DiscardDialog {...dialog} count={count} which={filterWords(filter)} onDone={onDone} />
      )}
    </div>
  );
}

/** Only the operator's own budget holds writes for sure. */
function budgetOf(usage: Usage | null) {
  const quota = usage === null ? null : writeQuota(usage);
  return quota?.origin === "budget" ? quota : null;
}

function Download(props: LetterActionsProps & { readonly count: number }) {
  const { api, world, filter, view, scopes, selection, count, onSaved } = props;
  const [fetched, setFetched] = useState<number | null>(null);
  const wanted = count === 0 ? { kind: "matching" as const } : selection;
  const download = async () => {
    setFetched(0);
    const withValues = scopes.includes("read");
    const words = await downloadLetters({
      api,
      world,
      filter,
      wanted,
      withValues,
      tell: setFetched,
    });
    setFetched(null);
    onSaved(words);
  };
  return (
    <button type="button" disabled={fetched !== null} onClick={() => void download()}>
      {fetched === null
        ? "Download JSONL"
        : `Downloading: ${formatCount(fetched)} of ${formatCount(selectedCount(wanted, view.page?.total ?? 0))}`}
    </button>
  );
}
