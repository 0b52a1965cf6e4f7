import type { Check } from "./doctor-checks.ts";
import { printable } from "./escape-control.ts";
import type { Session, View } from "./session.ts";
import { tableLines } from "./table.ts";
import { wrapWords } from "./text-width.ts";
import { counted } from "./words.ts";

export type Verdict = "ok" | "degraded";

export const verdictOf = (checks: readonly Check[]): Verdict =>
  checks.some(({ result }) => result === "failed") ? "degraded" : "ok";

/** What `doctor` prints. */
export const presentDoctor = (session: Session, checks: readonly Check[]): Promise<void> =>
  session.present({
    document: { verdict: verdictOf(checks), checks },
    terminal: (view) => terminalLines(checks, view),
    plain: () => checks.map(plainRow),
  });

const INDENT = "  ";

function terminalLines(checks: readonly Check[], view: View): readonly string[] {
  const rows = withShardsTogether(checks);
  const table = tableLines(
    [
      { header: "CHECK" },
      { header: "RESULT" },
      { header: "TIME", align: "right" },
      { header: "WHAT", canShrink: true },
    ],
    rows.map((check) => [
      nameOf(check),
      check.result,
      check.durationMs === null ? "" : formatTime(check.durationMs),
      printable(check.detail),
    ]),
    view,
  );
  const explained = rows
    .filter(({ result }) => result === "failed" || result === "warning")
    .flatMap((check) => ["", ...explanation(check, view)]);
  return [...headline(checks, view), "", ...table, ...explained];
}

function headline(checks: readonly Check[], { style, columns }: View): readonly string[] {
  const count = (result: Check["result"]) =>
    checks.filter((check) => check.result === result).length;
  const failed = count("failed");
  if (failed > 0) {
    const text = `Degraded: ${failed} of ${counted(checks.length, "check")} failed.`;
    return wrapWords(text, columns).map(style.bad);
  }
  const skipped = count("skipped");
  const notes = [
    ...(count("warning") > 0 ? [`, ${counted(count("warning"), "warning")}`] : []),
    ...(skipped > 0 ? [`, ${skipped} skipped`] : []),
  ];
  return [style.good(`Well: ${counted(count("ok"), "check")} passed${notes.join("")}.`)];
}

function explanation(check: Check, { columns, style }: View): readonly string[] {
  const wrap = (text: string): readonly string[] =>
    wrapWords(printable(text), columns - INDENT.length).map((line) => INDENT + line);
  return [
    style.bold(nameOf(check)),
    ...wrap(check.detail),
    ...(check.advice === undefined ? [] : wrap(`Next: ${check.advice}`)),
  ];
}

/** Shards that are well share a row; the others keep one each. */
function withShardsTogether(checks: readonly Check[]): readonly Check[] {
  const isWell = ({ shard, result }: Check): boolean => shard !== undefined && result === "ok";
  const well = checks.filter(isWell);
  const [first] = well;
  if (first === undefined) return checks;
  const { shard: _shard, ...rest } = first;
  const durationMs = Math.max(...well.map((check) => check.durationMs ?? 0));
  const together: Check = {
    ...rest,
    name: `${first.name} (${counted(well.length, "shard")})`,
    durationMs,
  };
  return checks.flatMap((check) => (check === first ? [together] : isWell(check) ? [] : [check]));
}

const nameOf = ({ name, namespace, shard }: Check): string =>
  printable([name, namespace, shard].filter((part) => part !== undefined).join(" "));

const formatTime = (durationMs: number): string =>
  durationMs < 1_000 ? `${durationMs} ms` : `${(durationMs / 1_000).toFixed(1)} s`;

const plainRow = (check: Check): readonly string[] => [
  check.name,
  check.namespace ?? (check.shard === undefined ? "" : String(check.shard)),
  check.result,
  check.durationMs === null ? "" : String(check.durationMs),
  check.detail,
  check.advice ?? "",
];
