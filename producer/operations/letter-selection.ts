import * as z from "zod/mini";
import type { LetterSelection } from "../../shared/letter-selection.ts";
import { letterFilter, letterFilterFields } from "./letter-filter.ts";

const MAX_IDS = 1_000;

/** Which letters a body means. */
export const selectionFields = () => ({
  ids: z.exactOptional(
    z
      .array(z.string().check(z.minLength(1), z.maxLength(200)))
      .check(z.minLength(1), z.maxLength(MAX_IDS)),
  ),
  filter: z.exactOptional(z.strictObject(letterFilterFields())),
  all: z.exactOptional(z.literal(true)),
});

const Selection = z.lazy(() => z.strictObject(selectionFields()));
type Selection = z.infer<typeof Selection>;

export const namesOneSelection = ({ ids, filter, all }: Selection): boolean =>
  [ids, filter, all].filter((part) => part !== undefined).length === 1;

export const ONE_SELECTION = "expected exactly one of ids, filter and all";

export const selectionOf = ({ ids, filter }: Selection): LetterSelection =>
  ids === undefined
    ? { kind: "filter", filter: letterFilter(filter ?? {}) }
    : { kind: "ids", ids: [...new Set(ids)] };
