import type { Json } from "../../shared/stamp.ts";

/** JSON that fits into a header: every character outside printable ASCII is escaped. */
export const asciiJson = (value: Json): string =>
  JSON.stringify(value).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
