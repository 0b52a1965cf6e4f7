import * as z from "zod/mini";
import type { Responsible } from "../../shared/audit.ts";
import type { Token } from "../auth/token.ts";

const MAX_NOTE_LENGTH = 500;

/** Why somebody does this, in words for the audit; printable, in one line. */
export const Note = z.string().check(
  z.minLength(1),
  z.maxLength(MAX_NOTE_LENGTH),
  z.refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), "expected one line of text"),
);

export const NoteQuery = z.lazy(() => z.strictObject({ note: z.exactOptional(Note) }));

/** Who does something: the token that was let in, never what a request says. */
export const responsible = (caller: Token, note: string | undefined): Responsible => ({
  tokenId: caller.id,
  note: note ?? null,
});
