import type { KeyStatus } from "./api-schemas.ts";
import { formatAge } from "./duration.ts";
import { escapeControl } from "./escape-control.ts";
import type { Session, View } from "./session.ts";
import { tableLines } from "./table.ts";
import { truncateMiddle } from "./text-width.ts";

/** What `status KEY` prints. */
export const presentKeyStatus = (session: Session, status: KeyStatus): Promise<void> =>
  session.present({
    document: status,
    terminal: (view) => terminalLines(status, view),
    plain: () => plainRows(status),
  });

function terminalLines(status: KeyStatus, view: View): readonly string[] {
  const name = truncateMiddle(escapeControl(`${status.namespace}/${status.key}`), view.columns);
  const [, ...facts] = tableLines(
    [{ header: "" }, { header: "", canShrink: true }],
    factRows(status, view.nowMs).map((cells) => cells.map(escapeControl)),
    view,
  );
  return [view.style.bold(name), ...facts];
}

function factRows(status: KeyStatus, nowMs: number): readonly (readonly string[])[] {
  const { newest, applied, version, state, heldFor, notBefore, failures } = status;
  const when = (at: string): string => `${formatAge(at, nowMs)} (${at})`;
  return [
    ["Newest", newest === null ? "no write known" : newest.version],
    ["Applied", applied === null ? "none known" : `${applied.version}, ${when(applied.at)}`],
    ...(version === undefined ? [] : [["Version", version]]),
    ...(state === undefined ? [] : [["State", state]]),
    ...(heldFor === undefined ? [] : [["Held for", heldFor]]),
    ...(notBefore === undefined ? [] : [["Not before", when(notBefore)]]),
    ...(failures === undefined ? [] : [["Failures", String(failures)]]),
  ];
}

const plainRows = (status: KeyStatus): readonly (readonly string[])[] => [
  ["namespace", status.namespace],
  ["key", status.key],
  ["newest", status.newest?.version ?? ""],
  ["applied", status.applied?.version ?? "", status.applied?.at ?? ""],
  ...(status.version === undefined ? [] : [["version", status.version]]),
  ...(status.state === undefined ? [] : [["state", status.state]]),
  ...(status.heldFor === undefined ? [] : [["heldFor", status.heldFor]]),
  ...(status.notBefore === undefined ? [] : [["notBefore", status.notBefore]]),
  ...(status.failures === undefined ? [] : [["failures", String(status.failures)]]),
];
