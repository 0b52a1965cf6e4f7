import type { NamedKey } from "../api/answers.ts";
import { type KeyFacts, type KeyVerdict, keyVerdict } from "../model/key-verdict.ts";
import { printable } from "../model/printable.ts";
import { fullTime } from "../model/time.ts";
import { counted } from "../model/words.ts";
import { Mark } from "./mark.tsx";

type KeyReportProps = { readonly name: NamedKey; readonly facts: KeyFacts; readonly nowMs: number };

const TONES: Readonly<Record<KeyVerdict["kind"], "good" | "bad" | "warn" | "unknown">> = {
  current: "good",
  behind: "bad",
  foreign: "warn",
  unwritten: "unknown",
};

export function KeyReport({ name, facts, nowMs }: KeyReportProps) {
  const verdict = keyVerdict(facts, nowMs);
  const { status, stored } = facts;
  const { applied, newest } = status;
  return (
    <div class="report">
      <p class="verdict">
        <Mark tone={TONES[verdict.kind]} />
        <span>
          <strong>{verdict.answer}.</strong> {verdict.why}
        </span>
      </p>
      <dl class="facts">
        <dt>Key</dt>
        <dd>
          <bdi>{printable(name.key)}</bdi> in {printable(name.namespace)}
        </dd>
        <dt>Newest version</dt>
        <dd>{newest === null ? "none" : `${newest.version}, ${status.state ?? "unknown"}`}</dd>
        <dt>Applied version</dt>
        <dd>{applied === null ? "none" : `${applied.version}, ${fullTime(applied.at)}`}</dd>
        <dt>In KV, as read here</dt>
        <dd>{storedWords(stored)}</dd>
        <dt>Dead letters</dt>
        <dd>{lettersWords(facts)}</dd>
      </dl>
    </div>
  );
}

function lettersWords({ letters, isEveryLetterSeen }: KeyFacts): string {
  const rest = isEveryLetterSeen ? "" : ", as far as was looked";
  if (letters.length === 0) return `none${rest}`;
  const reasons = letters.map(({ reason }) => reason).join(", ");
  return `${counted(letters.length, "letter")}: ${reasons}${rest}`;
}

function storedWords(stored: string | null): string {
  if (stored === null) return "no value";
  return stored === "unstamped" ? "a value without a version" : stored;
}
