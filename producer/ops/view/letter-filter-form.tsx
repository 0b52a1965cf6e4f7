import { useLayoutEffect, useRef } from "preact/hooks";
import {
  AGES,
  type Age,
  isFiltered,
  type LetterFilter,
  NO_FILTER,
} from "../model/letter-filter.ts";
import { REASONS } from "../model/reasons.ts";

type LetterFilterFormProps = {
  readonly filter: LetterFilter;
  readonly namespaces: readonly string[];
  readonly onChange: (filter: LetterFilter) => void;
};

const AGE_WORDS: Readonly<Record<Age, string>> = {
  "": "any time",
  "1h": "last hour",
  "24h": "last 24 hours",
  "7d": "last 7 days",
};

export function LetterFilterForm({ filter, namespaces, onChange }: LetterFilterFormProps) {
  const key = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (key.current !== null) key.current.value = filter.keyPrefix;
  }, [filter.keyPrefix]);
  const change = (part: Partial<LetterFilter>) => onChange({ ...filter, ...part });
  return (
    <search aria-label="Filter dead letters">
      <form
        class="filter"
        onSubmit={(event) => {
          event.preventDefault();
          change({ keyPrefix: key.current?.value ?? "" });
        }}
      >
        <Choice
          label="Reason"
          value={filter.reason}
          options={withNone("any", Object.keys(REASONS), filter.reason)}
          onChange={(reason) => change({ reason })}
        />
        <Choice
          label="Namespace"
          value={filter.namespace}
          options={withNone("any", namespaces, filter.namespace)}
          onChange={(namespace) => change({ namespace })}
        />
        <Choice
          label="Last seen"
          value={filter.within}
          options={AGES.map((age) => [age, AGE_WORDS[age]])}
          onChange={(age) => change({ within: AGES.find((known) => known === age) ?? "" })}
        />
        <label>
          Key begins with
          <input id="filter-key" ref={key} type="search" maxLength={512} spellcheck={false} />
        </label>
        <button type="submit">Filter</button>
        {isFiltered(filter) && (
          <button type="button" onClick={() => onChange(NO_FILTER)}>
            Clear filter
          </button>
        )}
      </form>
    </search>
  );
}

type Option = readonly [value: string, words: string];

/** What the address asks for stands in the list, also when nobody knows it. */
const withNone = (none: string, values: readonly string[], chosen: string): readonly Option[] => [
  ["", none],
  ...[...new Set([...values, ...(chosen === "" ? [] : [chosen])])].map(
    (value): Option => [value, value],
  ),
];

type ChoiceProps = {
  readonly label: string;
  readonly value: string;
  readonly options: readonly Option[];
  readonly onChange: (value: string) => void;
};

const Choice = ({ label, value, options, onChange }: ChoiceProps) => (
  <label>
    {label}
    <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
      {options.map(([option, words]) => (
        <option key={option} value={option}>
          {words}
        </option>
      ))}
    </select>
  </label>
);
