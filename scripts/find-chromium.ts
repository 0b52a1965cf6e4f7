import { accessSync, constants } from "node:fs";

/** What to do where there is none. */
export const CHROMIUM_HELP =
  "The tests of the operations page need Chromium: `apt-get install chromium` on Debian, " +
  "elsewhere any Chromium or Chrome whose path is in CHROMIUM_PATH.";

const USUAL_PATHS = ["/usr/bin/chromium", "/usr/bin/chromium-browser"];

/**
 * The browser that the tests drive: the one of `CHROMIUM_PATH`, or the one that Debian installs. Null
 * without any; throws when `CHROMIUM_PATH` names a file that cannot be run.
 */
export function findChromium(
  wanted: string | undefined = process.env.CHROMIUM_PATH,
  usualPaths: readonly string[] = USUAL_PATHS,
): string | null {
  if (wanted === undefined || wanted === "") return usualPaths.find(isExecutable) ?? null;
  if (isExecutable(wanted)) return wanted;
  throw new Error(`CHROMIUM_PATH is ${wanted}, which cannot be run. ${CHROMIUM_HELP}`);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
