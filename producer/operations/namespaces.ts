import * as z from "zod/mini";
import type { NamespaceState } from "../../shared/gate/protocol.ts";
import { allowsPrefix, type KeyAccess } from "../../shared/key-access.ts";
import { IsoTime } from "../http/iso-time.ts";
import { readJsonBody } from "../http/json-body.ts";
import { isoTime, jsonResponse } from "../http/json-response.ts";
import { type Problem, problem } from "../problems.ts";
import { reach } from "../reach.ts";
import { refusals } from "../refusals.ts";
import { defineRoute, type Exchange } from "../route.ts";

const LIST_PATH = "/v1/namespaces";
const PAUSE_PATH = "/v1/namespaces/:namespace/pause";
const RESUME_PATH = "/v1/namespaces/:namespace/resume";
const MAX_BODY_BYTES = 4_096;

const PauseBody = z.lazy(() =>
  z.strictObject({
    /** For whoever looks at the pause later. */
    reason: z.exactOptional(z.string().check(z.maxLength(500))),
  }),
);

export const NamespaceAnswer = z.lazy(() =>
  z.object({
    name: z.string(),
    /** What an operator has stopped. */
    pause: z.nullable(z.object({ since: IsoTime, reason: z.nullable(z.string()) })),
    /** Open until then; after that single writes try whether KV works again. */
    breaker: z.nullable(z.object({ since: IsoTime, until: IsoTime })),
    /** Whether all shards of the ledger have confirmed. */
    confirmed: z.boolean(),
  }),
);
type NamespaceAnswer = z.infer<typeof NamespaceAnswer>;

export const listNamespacesRoute = defineRoute({
  name: "listNamespaces",
  method: "GET",
  path: LIST_PATH,
  access: "ops:read",
  summary: "The namespaces, and which of them are stopped.",
  answers: {
    200: {
      description: "Those that the token covers.",
      schema: z.lazy(() => z.object({ namespaces: z.array(NamespaceAnswer) })),
    },
    ...refusals(400, 422),
  },
  handle: listNamespaces,
});

export const pauseNamespaceRoute = defineRoute({
  name: "pauseNamespace",
  method: "POST",
  path: PAUSE_PATH,
  access: "ops:write",
  summary: "Stop writing to KV; new writes are accepted and wait.",
  body: { kind: "json", schema: PauseBody, mayBeAbsent: true },
  answers: {
    200: { description: "The namespace is paused.", schema: NamespaceAnswer },
    ...refusals(400, 404, 413, 422),
  },
  handle: pauseNamespace,
});

export const resumeNamespaceRoute = defineRoute({
  name: "resumeNamespace",
  method: "POST",
  path: RESUME_PATH,
  access: "ops:write",
  summary: "Let a paused namespace go on; a breaker that is open stays open.",
  answers: {
    200: { description: "The namespace is not paused.", schema: NamespaceAnswer },
    ...refusals(400, 404, 422),
  },
  handle: resumeNamespace,
});

async function listNamespaces({
  services,
  caller,
}: Exchange<typeof LIST_PATH>): Promise<Response | Problem> {
  const covered = caller.access.namespaces;
  const names = Object.keys(services.settings.NAMESPACES).filter(
    (name) => covered === undefined || covered.includes(name),
  );
  const states = await reach(services, "the gate", () => services.gate.states(names));
  if (!states.ok) return states.error;
  return jsonResponse(200, { namespaces: states.value.map(namespaceAnswer) });
}

async function pauseNamespace({
  services,
  request,
  caller,
  path,
}: Exchange<typeof PAUSE_PATH>): Promise<Response | Problem> {
  const refusal = partlyCovered(caller.access);
  if (refusal !== null) return refusal;
  const body = await readJsonBody(request, PauseBody, MAX_BODY_BYTES, {});
  if (!body.ok) return body.error;
  const reason = body.value.reason ?? null;
  const state = await reach(services, "the gate", () =>
    services.gate.pauseNamespace(path.namespace, reason),
  );
  return state.ok ? jsonResponse(200, namespaceAnswer(state.value)) : state.error;
}

async function resumeNamespace({
  services,
  caller,
  path,
}: Exchange<typeof RESUME_PATH>): Promise<Response | Problem> {
  const refusal = partlyCovered(caller.access);
  if (refusal !== null) return refusal;
  const state = await reach(services, "the gate", () =>
    services.gate.resumeNamespace(path.namespace),
  );
  return state.ok ? jsonResponse(200, namespaceAnswer(state.value)) : state.error;
}

/** A pause concerns every key of the namespace, so a token has to cover them all. */
const partlyCovered = (access: KeyAccess): Problem | null =>
  allowsPrefix(access, "")
    ? null
    : problem("key-forbidden", "the token is limited to prefixes, and this concerns every key");

const namespaceAnswer = (state: NamespaceState): NamespaceAnswer => ({
  name: state.namespace,
  pause:
    state.pause === null
      ? null
      : { since: isoTime(state.pause.sinceMs), reason: state.pause.reason },
  breaker:
    state.breaker === null
      ? null
      : { since: isoTime(state.breaker.sinceMs), until: isoTime(state.breaker.untilMs) },
  confirmed: state.isConfirmed,
});
