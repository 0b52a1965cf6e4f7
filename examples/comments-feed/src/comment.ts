import * as z from "zod/mini";

export const NewComment = z.strictObject({
  text: z.string().check(z.minLength(1), z.maxLength(1_000)),
});

export const Comment = z.strictObject({
  /** The time and some chance. */
  id: z.string().check(z.regex(/^\d{13}-[0-9a-f]{8}$/)),
  /** Milliseconds since 1970. */
  timestamp: z.int(),
  text: NewComment.shape.text,
  /** The bot has answered it, or has decided not to. */
  processed: z.boolean(),
});
export type Comment = z.infer<typeof Comment>;
