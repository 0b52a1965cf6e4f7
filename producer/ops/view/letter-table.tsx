import { Fragment } from "preact";
import type { DeadLetter } from "../api/answers.ts";
import { letterName } from "../model/letter-words.ts";
import { printable } from "../model/printable.ts";
import {
  isPageSelected,
  isSelected,
  type Selection,
  toggle,
  togglePage,
} from "../model/selection.ts";
import { ago, fullTime } from "../model/time.ts";
import { formatBytes, formatCount } from "../model/words.ts";
import { type LetterView, PAGE_LETTERS } from "./use-letters.ts";

type LetterTableProps = {
  readonly view: LetterView;
  readonly nowMs: number;
  readonly selection: Selection;
  readonly onSelection: (selection: Selection) => void;
  readonly onOpen: (letter: DeadLetter) => void;
};

export function LetterTable({ view, nowMs, selection, onSelection, onOpen }: LetterTableProps) {
  const letters = view.page?.deadLetters ?? [];
  return (
    <>
      <table class="letters">
        <caption>Dead letters, the one last seen first</caption>
        <thead>
          <tr>
            <th scope="col">
              <input
                type="checkbox"
                aria-label="Select all on this page"
                checked={isPageSelected(selection, letters)}
                onChange={() => onSelection(togglePage(selection, letters))}
              />
            </th>
            <th scope="col">Key</th>
            <th scope="col">Reason</th>
            <th scope="col" class="number optional">
              Failures
            </th>
            <th scope="col">Last seen</th>
            <th scope="col" class="number optional">
              Size
            </th>
          </tr>
        </thead>
        <tbody>
          {letters.map((letter) => (
            <Row
              key={letter.id}
              letter={letter}
              nowMs={nowMs}
              isChosen={isSelected(selection, letter.id)}
              onChoose={() => onSelection(toggle(selection, letter.id, letters))}
              onOpen={() => onOpen(letter)}
            />
          ))}
        </tbody>
      </table>
      <Pages view={view} />
    </>
  );
}

type RowProps = {
  readonly letter: DeadLetter;
  readonly nowMs: number;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  readonly onOpen: () => void;
};

const Row = ({ letter, nowMs, isChosen, onChoose, onOpen }: RowProps) => (
  <tr class={isChosen ? "chosen" : ""}>
    <td>
      <input
        type="checkbox"
        aria-label={`Select ${letterName(letter)}`}
        checked={isChosen}
        onChange={onChoose}
      />
    </td>
    <th scope="row">
      <button type="button" class="link" data-row onClick={onOpen}>
        <bdi>{letterName(letter)}</bdi>
      </button>
      {letter.namespace !== undefined && (
        <span class="detail">
          {letter.op} in {printable(letter.namespace)}
        </span>
      )}
    </th>
    <td class="reason">
      {breakable(letter.reason)}
      <span class="detail optional">
        <bdi>{printable(letter.detail)}</bdi>
      </span>
    </td>
    <td class="number optional">{formatCount(letter.failures)}</td>
    <td>
      <time dateTime={letter.lastSeenAt} title={fullTime(letter.lastSeenAt)}>
        {ago(letter.lastSeenAt, nowMs)}
      </time>
    </td>
    <td class="number optional">{formatBytes(letter.sizeBytes)}</td>
  </tr>
);

/** A reason may break after its underscores. */
const breakable = (reason: string) =>
  reason.split(/(?<=_)/).map((part) => (
    <Fragment key={part}>
      {part}
      <wbr />
    </Fragment>
  ));

function Pages({ view }: { readonly view: LetterView }) {
  if (view.next === null && view.previous === null) return null;
  const pages = Math.max(view.pageNumber, Math.ceil((view.page?.total ?? 0) / PAGE_LETTERS));
  return (
    <nav class="pages" aria-label="Pages of dead letters">
      <button type="button" disabled={view.previous === null} onClick={() => view.previous?.()}>
        Previous page
      </button>
      <span>
        Page {formatCount(view.pageNumber)} of {formatCount(pages)}
      </span>
      <button type="button" disabled={view.next === null} onClick={() => view.next?.()}>
        Next page
      </button>
    </nav>
  );
}
