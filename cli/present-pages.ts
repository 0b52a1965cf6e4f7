import { ok, type Result } from "../shared/result.ts";
import { type Failure, fail } from "./failure.ts";
import { type Presentation, printsRows, type Session } from "./session.ts";

type List<Page> = {
  /** The cursor to go on from. */
  readonly first: string | undefined;
  readonly wantsAll: boolean;
  readonly read: (cursor: string | undefined) => Promise<Result<Page, Failure>>;
  /** The cursor of the page after this one; undefined after the last. */
  readonly next: (page: Page) => string | undefined;
  readonly countOf: (page: Page) => number;
  /** One page with what is on these, which goes on where the last of them does. */
  readonly join: (pages: readonly Page[], last: Page) => Page;
  readonly presentationOf: (page: Page) => Presentation;
};

type Presented<Page> = { readonly count: number; readonly last: Page };

/**
 * Prints one page, or every page from there: rows of cells as each page comes, before the next one is
 * asked for, and anything else as one.
 */
export async function presentPages<Page>(
  session: Session,
  list: List<Page>,
): Promise<Result<Presented<Page>, Failure>> {
  const kept: Page[] = [];
  let [cursor, count] = [list.first, 0];
  while (true) {
    const page = await list.read(cursor);
    if (!page.ok) return page;
    count += list.countOf(page.value);
    const next = list.next(page.value);
    const isLast = next === undefined || !list.wantsAll;
    if (printsRows(session)) await session.presentPart(list.presentationOf(page.value));
    else if (isLast)
      await session.present(list.presentationOf(list.join([...kept, page.value], page.value)));
    else kept.push(page.value);
    if (isLast) return ok({ count, last: page.value });
    if (next === cursor) return sameCursor();
    cursor = next;
  }
}

const sameCursor = () =>
  fail("failure", "The producer gave the same cursor twice, so the list cannot end.", {
    next: "run the command without --all",
  });
