import * as z from "zod/mini";
import { jsonResponse } from "../http/json-response.ts";
import { wholeNumber, yesOrNo } from "../http/query.ts";
import { type Problem, problem } from "../problems.ts";
import { reach } from "../reach.ts";
import { refusals } from "../refusals.ts";
import { defineRoute, type Exchange } from "../route.ts";
import { DeadLetterAnswer, deadLetterAnswer, deadLetterFields } from "./dead-letter-answer.ts";
import { LetterContent, letterContent } from "./letter-content.ts";
import { letterFilter, letterFilterFields } from "./letter-filter.ts";
import { NoteQuery, responsible } from "./note.ts";

const LIST_PATH = "/v1/dead-letters";
const ITEM_PATH = "/v1/dead-letters/:id";
const MAX_LETTERS = 1_000;
const DEFAULT_LETTERS = 100;

const ListQuery = z.lazy(() =>
  z.strictObject({
    ...letterFilterFields(),
    limit: z.exactOptional(wholeNumber(1, MAX_LETTERS)),
    cursor: z.exactOptional(z.string().check(z.maxLength(512))),
    /** What was to be written, too; needs the scope `read` as well. */
    values: z.exactOptional(yesOrNo),
  }),
);

export const listDeadLettersRoute = defineRoute({
  name: "listDeadLetters",
  method: "GET",
  path: LIST_PATH,
  access: "ops:read",
  summary: "The writes that were given up.",
  query: ListQuery,
  answers: {
    200: {
      description: "A page of dead letters; `total` counts all that match.",
      schema: z.lazy(() =>
        z.object({
          deadLetters: z.array(
            z.object({ ...deadLetterFields(), content: z.exactOptional(LetterContent) }),
          ),
          total: z.int(),
          cursor: z.exactOptional(z.string()),
        }),
      ),
    },
    ...refusals(400, 422),
  },
  handle: listDeadLetters,
});

export const getDeadLetterRoute = defineRoute({
  name: "getDeadLetter",
  method: "GET",
  path: ITEM_PATH,
  access: "ops:read",
  summary: "One dead letter.",
  answers: {
    200: { description: "The dead letter.", schema: DeadLetterAnswer },
    ...refusals(400, 404, 422),
  },
  handle: getDeadLetter,
});

export const discardDeadLetterRoute = defineRoute({
  name: "discardDeadLetter",
  method: "DELETE",
  path: ITEM_PATH,
  access: "ops:write",
  summary: "Give up a dead letter for good.",
  query: NoteQuery,
  answers: {
    200: {
      description: "It is gone.",
      schema: z.lazy(() => z.object({ id: z.string(), state: z.literal("discarded") })),
    },
    ...refusals(400, 404, 422),
  },
  handle: discardDeadLetter,
});

async function listDeadLetters({
  services,
  caller,
  query,
}: Exchange<typeof LIST_PATH, typeof ListQuery>): Promise<Response | Problem> {
  const { limit, cursor, values = false, ...filter } = query;
  if (values && !caller.scopes.includes("read")) {
    return problem("scope-missing", "expected a token with the scope read, for the values");
  }
  const page = await reach(services, "the dead-letter store", () =>
    services.deadLetters.list({
      filter: letterFilter(filter),
      access: caller.access,
      limit: limit ?? DEFAULT_LETTERS,
      cursor: cursor ?? null,
    }),
  );
  if (!page.ok) return page.error;
  if (!page.value.ok) {
    const { detail } = page.value.error;
    return problem("malformed-cursor", detail, { errors: [{ parameter: "cursor", detail }] });
  }
  const { letters, total, cursor: next } = page.value.value;
  return jsonResponse(200, {
    deadLetters: letters.map((stored) => ({
      ...deadLetterAnswer(stored),
      ...(values ? { content: letterContent(stored.letter) } : {}),
    })),
    total,
    ...(next === null ? {} : { cursor: next }),
  });
}

type ItemExchange = Exchange<typeof ITEM_PATH>;

async function getDeadLetter({ services, caller, path }: ItemExchange) {
  const found = await reach(services, "the dead-letter store", () =>
    services.deadLetters.get(path.id, caller.access),
  );
  if (!found.ok) return found.error;
  return found.value === null ? unknownLetter() : jsonResponse(200, deadLetterAnswer(found.value));
}

async function discardDeadLetter({
  services,
  caller,
  path,
  query,
}: Exchange<typeof ITEM_PATH, typeof NoteQuery>) {
  const who = responsible(caller, query.note);
  const discarded = await reach(services, "the dead-letter store", () =>
    services.deadLetters.discard(path.id, caller.access, who),
  );
  if (!discarded.ok) return discarded.error;
  return discarded.value ? jsonResponse(200, { id: path.id, state: "discarded" }) : unknownLetter();
}

const unknownLetter = (): Problem =>
  problem("dead-letter-unknown", "no dead letter of this id, or none that the token covers");
