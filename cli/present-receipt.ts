import { ok } from "../shared/result.ts";
import type { Receipt } from "./api-schemas.ts";
import { escapeControl } from "./escape-control.ts";
import { EXIT } from "./exit-status.ts";
import type { Session } from "./session.ts";
import { truncateMiddle } from "./text-width.ts";
import { shellQuote } from "./words.ts";
import type { Outcome } from "./world.ts";

/** What `put` and `delete` print once the queue has the intent. */
export async function presentReceipt(session: Session, receipt: Receipt): Promise<Outcome> {
  const { namespace, key, op, version, acceptedAt } = receipt;
  await session.present({
    document: receipt,
    terminal: ({ columns, style }) => {
      const said = `Accepted: ${op} `;
      const name = escapeControl(`${namespace}/${key}`);
      return [
        style.good(said) + truncateMiddle(name, columns - said.length),
        `Version:  ${escapeControl(version)}`,
      ];
    },
    plain: () => [[version, op, namespace, key, acceptedAt]],
  });
  if (session.world.stdout.isTerminal && !session.wantsJson) {
    const where = session.givenNamespace === undefined ? "" : ` -n ${shellQuote(namespace)}`;
    await session.talk(
      `Follow it: sluice status${where} --version ${version} -- ${shellQuote(key)}`,
    );
  }
  return ok(EXIT.ok);
}
