import type { Page } from "playwright-core";

export type HeldBack = {
  /** Resolves when the server has answered the first of the requests. */
  readonly answered: Promise<void>;
  /** What was held back arrives, and nothing is held back any more. */
  readonly letGo: () => void;
};

/** The answers to requests of this method below this path are of now, and arrive when they are let go. */
export async function holdBack(page: Page, method: string, path: RegExp): Promise<HeldBack> {
  const answered = Promise.withResolvers<void>();
  const free = Promise.withResolvers<void>();
  await page.route(path, async (route) => {
    if (route.request().method() !== method) return route.fallback();
    const response = await route.fetch();
    answered.resolve();
    await free.promise;
    await route.fulfill({ response });
  });
  return { answered: answered.promise, letGo: () => free.resolve() };
}
