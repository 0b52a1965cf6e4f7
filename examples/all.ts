import { retryMigration } from "./retry-migration/example.ts";
import type { Example } from "./support/example.ts";

/** In the order of the list. */
export const EXAMPLES: readonly Example[] = [retryMigration];
