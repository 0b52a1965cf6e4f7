import { ok, type Result } from "../shared/result.ts";
import { type Failure, fail } from "./failure.ts";

type Paging<Page> = {
  readonly first: string | undefined;
  readonly wantsAll: boolean;
  readonly read: (cursor: string | undefined) => Promise<Result<Page, Failure>>;
  /** The cursor of the page after this one; undefined after the last. */
  readonly next: (page: Page) => string | undefined;
  /** Gets each page as it comes, before the next one is asked for. */
  readonly take: (page: Page) => Promise<void>;
};

/** One page, or every page from there; resolves to the cursor of what is left, undefined for nothing. */
export async function readPages<Page>(
  paging: Paging<Page>,
): Promise<Result<string | undefined, Failure>> {
  let cursor = paging.first;
  while (true) {
    const page = await paging.read(cursor);
    if (!page.ok) return page;
    await paging.take(page.value);
    const next = paging.next(page.value);
    if (next === undefined || !paging.wantsAll) return ok(next);
    if (next === cursor) {
      return fail("failure", "The producer gave the same cursor twice, so the list cannot end.", {
        next: "run the command without --all",
      });
    }
    cursor = next;
  }
}
