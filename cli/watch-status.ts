import { ok, type Result } from "../shared/result.ts";
import { printable } from "./escape-control.ts";
import { EXIT } from "./exit-status.ts";
import type { Failure } from "./failure.ts";
import type { HttpClient } from "./http-client.ts";
import { statusPresentation } from "./present-status.ts";
import { type PipelineStatus, readStatus } from "./read-status.ts";
import type { Presentation, Session } from "./session.ts";
import { wrapWords } from "./text-width.ts";
import type { Outcome } from "./world.ts";

/** A producer that does not answer is asked less and less often, down to this. */
const LONGEST_WAIT_MS = 60_000;

const CLEAR_SCREEN = "\u001b[2J";

/**
 * Shows the status again and again until Ctrl-C. An outage is shown above what was known last; what
 * asking again cannot change, such as a wrong token, ends it.
 */
export async function watchStatus(
  session: Session,
  api: HttpClient,
  intervalMs: number,
): Promise<Outcome> {
  const { world } = session;
  if (world.stdout.isTerminal && !session.wantsJson) await world.stdout.write(CLEAR_SCREEN);
  let last: PipelineStatus | null = null;
  let failures = 0;
  for (;;) {
    const status: Result<PipelineStatus, Failure> = await readStatus(api);
    if (world.interruption.aborted) return ok(EXIT.interrupted);
    if (!status.ok && !isOutage(status.error)) return status;
    failures = status.ok ? 0 : failures + 1;
    const waitMs = Math.min(intervalMs * 2 ** failures, Math.max(intervalMs, LONGEST_WAIT_MS));
    if (status.ok) {
      last = status.value;
      await session.redraw(withFootnote(statusPresentation(last), intervalMs));
    } else {
      await showOutage(session, status.error, last, waitMs);
    }
    await world.wait(waitMs, world.interruption);
    if (world.interruption.aborted) return ok(EXIT.interrupted);
  }
}

const isOutage = ({ kind }: Failure): boolean => kind === "unreachable" || kind === "unavailable";

function withFootnote(shown: Presentation, intervalMs: number): Presentation {
  return {
    ...shown,
    terminal: (view) => [
      ...shown.terminal(view),
      "",
      `${timeOf(view.nowMs)} UTC, again every ${intervalMs / 1_000} s. Ctrl-C ends.`,
    ],
  };
}

/** Where the screen is not drawn over, the outage is talk and not data. */
async function showOutage(
  session: Session,
  failure: Failure,
  last: PipelineStatus | null,
  waitMs: number,
): Promise<void> {
  const text = `${failure.what} Next try in ${waitMs / 1_000} s.`;
  if (!session.world.stdout.isTerminal || session.wantsJson) return session.talk(text);
  await session.redraw({
    document: null,
    plain: () => [],
    terminal: (view) => [
      ...wrapWords(printable(text), view.columns).map(view.style.bad),
      ...(last === null ? [] : ["", "Before:", "", ...statusPresentation(last).terminal(view)]),
    ],
  });
}

const timeOf = (nowMs: number): string => new Date(nowMs).toISOString().slice(11, 19);
