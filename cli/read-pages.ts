import { ok, type Result } from "../shared/result.ts";
import { type Failure, fail } from "./failure.ts";

type Paging<Page> = {
  readonly first: string | undefined;
  readonly wantsAll: boolean;
  readonly read: (cursor: string | undefined) => Promise<Result<Page, Failure>>;
  /** The cursor of the page after this one; undefined after the last. */
  readonly next: (page: Page) => string | undefined;
};

/** One page, or every page from there; `cursor` is what is left. */
export async function readPages<Page>(
  paging: Paging<Page>,
): Promise<Result<{ readonly pages: readonly Page[]; readonly cursor?: string }, Failure>> {
  const pages: Page[] = [];
  let cursor = paging.first;
  while (true) {
    const page = await paging.read(cursor);
    if (!page.ok) return page;
    pages.push(page.value);
    const next = paging.next(page.value);
    if (next === undefined) return ok({ pages });
    if (!paging.wantsAll) return ok({ pages, cursor: next });
    if (next === cursor) {
      return fail("failure", "The producer gave the same cursor twice, so the list cannot end.", {
        next: "run the command without --all",
      });
    }
    cursor = next;
  }
}
