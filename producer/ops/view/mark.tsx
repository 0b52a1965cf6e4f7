type MarkProps = { readonly tone: "good" | "bad" | "warn" | "note" | "unknown" };

const PATHS: Readonly<Record<MarkProps["tone"], string>> = {
  good: "M5 10.5l3.5 3.5L15 7",
  bad: "M6 6l8 8M14 6l-8 8",
  warn: "M10 5v6M10 14.5v.01",
  note: "M10 9v6M10 5.5v.01",
  unknown: "M6 10h8",
};

/** A mark beside a word, which says the same: colour and shape are never the only carrier. */
export const Mark = ({ tone }: MarkProps) => (
  <svg class={`mark ${tone}`} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    <circle cx="10" cy="10" r="10" />
    <path d={PATHS[tone]} />
  </svg>
);
