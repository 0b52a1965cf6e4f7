import * as z from "zod/mini";
import { checkAgainst } from "./check-against.ts";
import { bindingName, tableNumber } from "./setting-kinds.ts";
import { templateProblem } from "./source-template.ts";
import { Namespace } from "./write-intent.ts";

/** The classes of answers that lives are given for, in the words of the setting. */
export const ANSWER_CLASSES = ["ok", "redirects", "clientError", "serverError"] as const;
export type AnswerClass = (typeof ANSWER_CLASSES)[number];

const MAX_TTL_SECONDS = 31_536_000;
const TTL_EXPECTED = `expected whole seconds from 0 to ${MAX_TTL_SECONDS}`;
const ttl = (seconds: number) => z._default(tableNumber(0, MAX_TTL_SECONDS, TTL_EXPECTED), seconds);

/** A member that is none of the table's keeps its own message, which names it. */
const tableExpected = (what: string) => ({
  error: (issue: { readonly code?: string }) =>
    issue.code === "unrecognized_keys" ? undefined : `expected a table ${what}`,
});

const SHARE_EXPECTED = "expected a share from 0 (never) to 0.9";
const TIMEOUT_EXPECTED = "expected whole milliseconds from 100 to 60000";

const Source = z.lazy(() =>
  z.pipe(
    z
      .strictObject(
        {
          /** Where the values come from: https, with `{path}`, `{query}` or `{key}` after the host. */
          url: z.exactOptional(
            z.string({ error: "expected a URL template" }).check((context) => {
              const problem = templateProblem(context.value);
              if (problem !== null) {
                context.issues.push({ code: "custom", message: problem, input: context.value });
              }
            }),
          ),
          /** A service binding that is asked in place of the network. */
          binding: z.exactOptional(bindingName),
          /** Public name of the namespace whose keys these are. */
          namespace: z._default(Namespace, "default"),
          /** Life of an answer by its class, in seconds; 0 keeps it nowhere. */
          ttlSeconds: z.prefault(
            z.strictObject(
              {
                ok: ttl(86_400),
                redirects: ttl(3_600),
                clientError: ttl(60),
                serverError: ttl(10),
              },
              tableExpected("of lives by class: ok, redirects, clientError, serverError"),
            ),
            {},
          ),
          /** A value is refreshed behind an answer when less than this share of its life is left. */
          refreshShare: z._default(
            z
              .number({ error: SHARE_EXPECTED })
              .check(
                z.minimum(0, { error: SHARE_EXPECTED }),
                z.maximum(0.9, { error: SHARE_EXPECTED }),
              ),
            0.1,
          ),
          /** How long the source may be silent, before its answer and within it. */
          timeoutMs: z._default(tableNumber(100, 60_000, TIMEOUT_EXPECTED), 10_000),
        },
        tableExpected("with a url, a binding or both"),
      )
      .check(
        z.refine(({ url, binding }) => url !== undefined || binding !== undefined, {
          error: "expected a url, a binding or both",
        }),
      ),
    z.transform(({ url = BINDING_URL, ...source }) => ({ url, ...source })),
  ),
);

/** What a service binding is asked for when no URL is set: nobody but the binding sees the host. */
const BINDING_URL = "https://source.invalid/{path}?{query}";

/** One origin of read-through values. */
export type Source = z.output<typeof Source>;

const SourceTable = z.record(z.string().check(z.minLength(1)), Source);

/** The setting `SOURCES`: key prefix → where values come from that KV does not have. */
export const Sources = z.pipe(
  z.record(z.string(), z.json()),
  z.transform((given, context): Readonly<Record<string, Source>> => {
    const checked = checkAgainst(SourceTable, given);
    if (checked.ok) return checked.value;
    for (const { path, message } of checked.error) {
      const [prefix = "", ...place] = path.map(String);
      const where = [JSON.stringify(prefix), ...place].join(".");
      context.issues.push({ code: "custom", message: `${where}: ${message}`, input: given });
    }
    return z.NEVER;
  }),
);
