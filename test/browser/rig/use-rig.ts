import { afterEach, beforeEach } from "vitest";
import { startedOnce } from "../../support/started-once.ts";
import { type BrowserRig, startBrowserRig } from "./browser-rig.ts";
import { calm } from "./operate.ts";

/** The rig of all tests of a file, each of which begins with a healthy Sluice. */
export function useRig(): BrowserRig {
  const rig = useKeptRig();
  beforeEach(() => calm(rig));
  return rig;
}

/** The same, but what one test leaves is there in the next. */
export function useKeptRig(): BrowserRig {
  const rig = startedOnce(startBrowserRig);
  afterEach(() => rig.closeTabs());
  return rig;
}
