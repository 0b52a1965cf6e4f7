import * as z from "zod/mini";
import { checkAgainst } from "../../shared/check-against.ts";
import type { KeyAccess } from "../../shared/key-access.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import { Namespace } from "../../shared/write-intent.ts";

const GrantScope = z.enum(["read", "write"]);
export type GrantScope = z.infer<typeof GrantScope>;

/** The `props` of a service binding, as its TOML file writes them. */
export const GrantProps = z.lazy(() =>
  z.strictObject({
    /** Public name of the namespace; default `default`. */
    namespace: z.exactOptional(Namespace),
    /** Absent: every key. */
    prefixes: z.exactOptional(z.array(z.string())),
    scopes: z
      .array(GrantScope, { error: `expected a list of "read" and "write"` })
      .check(z.minLength(1, `expected "read", "write" or both`)),
  }),
);
export type GrantProps = z.infer<typeof GrantProps>;

/** What one binding may do: one namespace, some of its keys, reading or writing or both. */
export type Grant = {
  readonly namespace: string;
  readonly access: KeyAccess;
  readonly scopes: readonly GrantScope[];
};

const HELP =
  'give its entry in the TOML file props like { namespace = "default", prefixes = ["user:"], scopes = ["read", "write"] }';

/** Reads `ctx.props`. Without props a binding may do nothing; the error says what is missing. */
export function parseGrant(
  props: unknown,
  namespaces: Readonly<Record<string, string>>,
): Result<Grant, Error> {
  const checked = checkAgainst(GrantProps, props ?? {});
  if (!checked.ok) {
    const details = checked.error.map((issue) => {
      const place = issue.path.length === 0 ? "" : `.${issue.path.join(".")}`;
      return `props${place}: ${issue.message}`;
    });
    return err(refusal(details.join("; ")));
  }
  const { namespace = "default", prefixes, scopes } = checked.value;
  if (!Object.hasOwn(namespaces, namespace)) {
    const known = Object.keys(namespaces).join(", ");
    return err(refusal(`props.namespace: expected one of the namespaces ${known}`));
  }
  const access = {
    namespaces: [namespace],
    ...(prefixes === undefined ? {} : { prefixes }),
  };
  return ok({ namespace, access, scopes });
}

const refusal = (detail: string): Error =>
  new Error(`This binding to SluiceKV may do nothing: ${detail}; ${HELP}.`);
