import * as z from "zod/mini";
import { isDotSegment } from "../dot-segment.ts";
import { Key, type KeyName } from "../key.ts";
import { MAX_VALUE_BYTES } from "../limits.ts";
import { tableNumber } from "../setting-kinds.ts";
import { Namespace } from "../write-intent.ts";

const REPAIR_EXPECTED = 'expected "daily" or "never"';
const ORDER_EXPECTED = 'expected "newest-first" or "oldest-first"';

const NAME_EXPECTED = 'expected a name other than "." and "..", which no path can hold';

const View = z.lazy(() =>
  z.pipe(
    z.strictObject({
      /** In routes and documents; the view key when it is not given. */
      name: z.exactOptional(
        z.string().check(
          z.minLength(1),
          z.maxLength(512),
          z.refine((name) => !isDotSegment(name), NAME_EXPECTED),
        ),
      ),
      namespace: z._default(Namespace, "default"),
      /** Keys that begin with it are in the view. */
      prefix: Key,
      /** Where the document is written. */
      key: Key,
      /** The member of the JSON value that says how new it is: a number, or a time as ISO 8601 text. */
      sortBy: z.string().check(z.minLength(1), z.maxLength(200)),
      /** Of the document; what is in it are the newest in either case. */
      order: z._default(
        z.enum(["newest-first", "oldest-first"], { error: ORDER_EXPECTED }),
        "newest-first",
      ),
      limit: z._default(tableNumber(1, 10_000), 500),
      /** Of the document. */
      maxBytes: z._default(tableNumber(1_000, MAX_VALUE_BYTES), 1_000_000),
      /** Least time between two writes of the document. */
      intervalMs: z._default(tableNumber(1_000, 3_600_000), 3_000),
      /** When the scheduled job compares the view with KV. */
      repair: z._default(z.enum(["daily", "never"], { error: REPAIR_EXPECTED }), "daily"),
    }),
    z.transform(({ name, ...view }) => ({ ...view, name: name ?? view.key })),
  ),
);

/** A prefix of keys and the key that holds the newest of their values as one JSON document. */
export type ViewDefinition = Readonly<z.output<typeof View>>;

export const VIEWS_EXPECTED = "expected a list of views, each a table with prefix, key and sortBy";

/** The setting VIEWS. */
export const Views = z.array(View, { error: VIEWS_EXPECTED }).check((context) => {
  const views = context.value;
  views.forEach((view, index) => {
    const message = problemOf(view, views.slice(0, index), views);
    if (message === null) return;
    context.issues.push({ code: "custom", message, path: [index], input: view });
  });
});

/** A view that changed what it shows would go on for ever: no view key lies under a view's prefix. */
function problemOf(
  view: ViewDefinition,
  before: readonly ViewDefinition[],
  all: readonly ViewDefinition[],
): string | null {
  if (viewsOf(all, view).length > 0) {
    return `expected a key outside the prefixes of all views, got "${view.key}"`;
  }
  if (before.some(({ name }) => name === view.name)) {
    return `expected a name that no other view has, got "${view.name}"`;
  }
  const isTaken = before.some(({ namespace, key }) => `${namespace}\n${key}` === keyOf(view));
  return isTaken ? `expected a key that no other view writes, got "${view.key}"` : null;
}

const keyOf = ({ namespace, key }: KeyName): string => `${namespace}\n${key}`;

/** The views that show a key. */
export const viewsOf = (
  views: readonly ViewDefinition[],
  { namespace, key }: KeyName,
): readonly ViewDefinition[] =>
  views.filter((view) => view.namespace === namespace && key.startsWith(view.prefix));
