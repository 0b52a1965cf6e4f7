import * as z from "zod/mini";
import { readJsonBody } from "../http/json-body.ts";
import { jsonResponse } from "../http/json-response.ts";
import { type Problem, problem } from "../problems.ts";
import { reach } from "../reach.ts";
import { refusals } from "../refusals.ts";
import { defineRoute, type Exchange } from "../route.ts";
import {
  namesOneSelection,
  ONE_SELECTION,
  selectionFields,
  selectionOf,
} from "./letter-selection.ts";
import { Note, responsible } from "./note.ts";

const PATH = "/v1/dead-letters/discard";
const MAX_BODY_BYTES = 131_072;

const Body = z.lazy(() =>
  z
    .strictObject({
      ...selectionFields(),
      /** How many letters are meant; another count discards nothing. */
      expected: z.int().check(z.nonnegative()),
      /** Why; for the audit. */
      note: z.exactOptional(Note),
    })
    .check(z.refine(namesOneSelection, ONE_SELECTION)),
);

export const discardDeadLettersRoute = defineRoute({
  name: "discardDeadLetters",
  method: "POST",
  path: PATH,
  access: "ops:write",
  summary: "Give up many dead letters for good, if they are as many as expected.",
  body: { kind: "json", schema: Body },
  answers: {
    200: {
      description: "They are gone; `discarded` leaves out what had ended meanwhile.",
      schema: z.lazy(() => z.object({ matched: z.int(), discarded: z.int() })),
    },
    ...refusals(400, 409, 413, 422),
  },
  handle: discardDeadLetters,
});

async function discardDeadLetters({
  services,
  request,
  caller,
}: Exchange<typeof PATH>): Promise<Response | Problem> {
  const body = await readJsonBody(request, Body, MAX_BODY_BYTES);
  if (!body.ok) return body.error;
  const { expected, note } = body.value;
  const discard = { selection: selectionOf(body.value), access: caller.access, expected };
  const done = await reach(services, "the dead-letter store", () =>
    services.deadLetters.discardMany(discard, responsible(caller, note)),
  );
  if (!done.ok) return done.error;
  if (done.value.ok) {
    const { matched, discarded } = done.value.value;
    return jsonResponse(200, { matched, discarded });
  }
  const { matched } = done.value.error;
  const detail = `expected ${expected}, but ${matched} match now: nothing was discarded`;
  return problem("count-mismatch", detail, { errors: [{ pointer: "/expected", detail }] });
}
