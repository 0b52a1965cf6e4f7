import { decodeBase64 } from "../../shared/base64.ts";
import { checkAgainst } from "../../shared/check-against.ts";
import type { KeyAccess } from "../../shared/key-access.ts";
import { allowsKey } from "../../shared/key-access.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import { Version } from "../../shared/version.ts";
import { namespaceProblem } from "../guard.ts";
import { pathsOf, toPointer } from "../http/json-text.ts";
import type { Services } from "../ports.ts";
import { PROBLEMS, type Problem, type ProblemSlug, problem } from "../problems.ts";
import type { CheckedWrite } from "./enclose-all.ts";
import { absoluteExpiration } from "./expiration.ts";
import { IntentInput, type PutInput, type TouchInput } from "./intent-input.ts";
import { type DeleteDraft, metadataProblem, tagsOrNone, travelOf } from "./write-draft.ts";
import { aheadDetail } from "./write-headers.ts";

type Fault = { readonly slug: ProblemSlug; readonly pointer: string; readonly detail: string };

type Checker = {
  readonly services: Pick<Services, "settings" | "versions">;
  readonly access: KeyAccess;
  readonly nowMs: number;
};

/** All or nothing: one wrong intent refuses the request, and every wrong one is named. */
export function checkIntents(
  checker: Checker,
  given: readonly unknown[],
): Result<readonly CheckedWrite[], Problem> {
  const faults: Fault[] = [];
  const intents: CheckedWrite[] = [];
  for (const [index, raw] of given.entries()) {
    const checked = checkIntent(checker, raw, `/intents/${index}`);
    if (checked.ok) intents.push(checked.value);
    else faults.push(...checked.error);
  }
  return faults.length === 0 ? ok(intents) : err(problemOf(faults));
}

function checkIntent(
  checker: Checker,
  raw: unknown,
  place: string,
): Result<CheckedWrite, readonly Fault[]> {
  const shaped = checkAgainst(IntentInput, raw);
  if (!shaped.ok) {
    return err(
      shaped.error.flatMap((issue) =>
        pathsOf(issue).map((path) => ({
          slug: "invalid-request" as const,
          pointer: place + toPointer(path),
          detail: issue.code === "unrecognized_keys" ? "no such field" : issue.message,
        })),
      ),
    );
  }
  const input = shaped.value;
  const target = {
    namespace: input.namespace ?? "default",
    key: input.key,
    ...travelOf(input),
  };
  const faults = [
    ...targetFaults(checker, target, place),
    ...afterFaults(checker, input.after, place),
  ];
  const checked = checkOperation(input, target, checker.nowMs, place);
  if (checked.ok && faults.length === 0) return checked;
  return err([...faults, ...(checked.ok ? [] : checked.error)]);
}

type DraftTarget = Omit<DeleteDraft, "op">;

function checkOperation(
  input: IntentInput,
  target: DraftTarget,
  nowMs: number,
  place: string,
): Result<CheckedWrite, readonly Fault[]> {
  switch (input.op) {
    case "put":
      return checkPut(input, target, nowMs, place);
    case "delete":
      return ok({ draft: { op: "delete", ...target }, bytes: null });
    case "touch":
      return checkTouch(input, target, nowMs, place);
  }
}

function checkTouch(
  input: TouchInput,
  target: DraftTarget,
  nowMs: number,
  place: string,
): Result<CheckedWrite, readonly Fault[]> {
  const slug = "invalid-request";
  const expiration = absoluteExpiration(input, nowMs);
  if (!expiration.ok) {
    const { field, detail } = expiration.error;
    return err([{ slug, pointer: `${place}/${field}`, detail }]);
  }
  if (expiration.value === undefined) {
    const detail = "expected exactly one of expirationTtl and expiration";
    return err([{ slug, pointer: `${place}/expirationTtl`, detail }]);
  }
  return ok({ draft: { op: "touch", ...target, expiration: expiration.value }, bytes: null });
}

function checkPut(
  input: PutInput,
  target: DraftTarget,
  nowMs: number,
  place: string,
): Result<CheckedWrite, readonly Fault[]> {
  const faults: Fault[] = [];
  const refuse = (field: string, detail: string) =>
    faults.push({ slug: "invalid-request", pointer: `${place}/${field}`, detail });
  const bytes = bytesOf(input);
  if (bytes === null) refuse("value", "expected exactly one of value and valueBase64");
  const expiration = absoluteExpiration(input, nowMs);
  if (!expiration.ok) refuse(expiration.error.field, expiration.error.detail);
  const { metadata, contentType } = input;
  const tags = tagsOrNone(input.tags ?? []);
  const tooLarge = metadataProblem({ metadata, contentType, tags });
  if (tooLarge !== null) refuse(metadata === undefined ? "tags" : "metadata", tooLarge);
  if (bytes === null || !expiration.ok || faults.length > 0) return err(faults);
  const draft = {
    op: "put",
    ...target,
    metadata,
    contentType,
    tags,
    expiration: expiration.value,
  } as const;
  return ok({ draft, bytes });
}

function bytesOf({ value, valueBase64 }: PutInput): Uint8Array | null {
  if (value !== undefined && valueBase64 === undefined) return new TextEncoder().encode(value);
  if (value !== undefined || valueBase64 === undefined) return null;
  return decodeBase64(valueBase64);
}

function targetFaults(
  { services, access }: Checker,
  target: DraftTarget,
  place: string,
): readonly Fault[] {
  const refusal = namespaceProblem(target.namespace, access, services);
  if (refusal !== null) {
    return [{ slug: refusal.slug, pointer: `${place}/namespace`, detail: refusal.detail }];
  }
  if (allowsKey(access, target)) return [];
  const detail = "the key lies outside the token's prefixes";
  return [{ slug: "key-forbidden", pointer: `${place}/key`, detail }];
}

function afterFaults(
  { services }: Checker,
  after: string | undefined,
  place: string,
): readonly Fault[] {
  if (after === undefined) return [];
  const pointer = `${place}/after`;
  if (!Version.safeParse(after).success) {
    return [
      { slug: "malformed-version", pointer, detail: "expected a version as receipts give it" },
    ];
  }
  const observed = services.versions.observe(after);
  if (observed.ok) return [];
  return [{ slug: "version-ahead", pointer, detail: aheadDetail(observed.error.aheadMs) }];
}

/** A forbidden key outranks everything; otherwise faults of one kind keep it, and mixed ones are 422. */
function problemOf(faults: readonly Fault[]): Problem {
  const slugs = new Set(faults.map((fault) => fault.slug));
  const [only] = slugs;
  const slug = slugs.has("key-forbidden")
    ? "key-forbidden"
    : slugs.size === 1 && only !== undefined
      ? only
      : "invalid-request";
  const errors = faults.map(({ pointer, detail }) => ({ pointer, detail }));
  return problem(slug, `${PROBLEMS[slug].title}: nothing of the request was accepted`, { errors });
}
