import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { type BrowserRig, type RunningRig, startBrowserRig } from "./browser-rig.ts";
import { calm } from "./operate.ts";

/** The rig of all tests of a file, each of which begins with a healthy Sluice. */
export function useRig(): BrowserRig {
  const rig = useKeptRig();
  beforeEach(() => calm(rig));
  return rig;
}

/** The same, but what one test leaves is there in the next. Hooks and tests may use it, nothing before them. */
export function useKeptRig(): BrowserRig {
  let running: RunningRig | null = null;
  const rig = (): RunningRig => {
    if (running === null) throw new Error("The rig is used before the file's tests have begun");
    return running;
  };
  beforeAll(async () => {
    running = await startBrowserRig();
  });
  afterEach(() => rig().closeTabs());
  afterAll(() => running?.close());
  return {
    get sluice() {
      return rig().sluice;
    },
    get user() {
      return rig().user;
    },
    get ask() {
      return rig().ask;
    },
    get open() {
      return rig().open;
    },
  };
}
