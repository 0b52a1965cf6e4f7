import * as z from "zod/mini";
import type { DeadLetter } from "../../shared/dead-letter.ts";
import { Tag } from "../../shared/tags.ts";
import { type IntentValue, OnFailure, Priority } from "../../shared/write-intent.ts";

/**
 * What a dead letter would have written, in the fields of `POST /v1/intents`. `payload` stands for a
 * value that lies in R2, `body` for a message that could not be read.
 */
export const LetterContent = z.lazy(() =>
  z.object({
    value: z.exactOptional(z.string()),
    valueBase64: z.exactOptional(z.string()),
    payload: z.exactOptional(z.object({ sha256: z.string(), sizeBytes: z.int() })),
    /** Epoch seconds. */
    expiration: z.exactOptional(z.int()),
    metadata: z.exactOptional(z.json()),
    contentType: z.exactOptional(z.string()),
    tags: z.exactOptional(z.array(Tag)),
    priority: z.exactOptional(Priority),
    onFailure: z.exactOptional(OnFailure),
    body: z.exactOptional(z.string()),
  }),
);
export type LetterContent = z.infer<typeof LetterContent>;

export function letterContent(letter: DeadLetter): LetterContent {
  if (letter.kind === "unreadable") return { body: letter.body };
  const { intent } = letter;
  const { priority, onFailure } = intent;
  switch (intent.op) {
    case "delete":
      return { priority, onFailure };
    case "touch":
      return { priority, onFailure, expiration: intent.expiration };
    case "put": {
      const { expiration, metadata, contentType, tags } = intent;
      return {
        ...contentOf(intent.value),
        ...(expiration === undefined ? {} : { expiration }),
        ...(metadata === undefined ? {} : { metadata }),
        ...(contentType === undefined ? {} : { contentType }),
        ...(tags === undefined ? {} : { tags }),
        priority,
        onFailure,
      };
    }
  }
}

function contentOf(value: IntentValue): LetterContent {
  switch (value.kind) {
    case "text":
      return { value: value.text };
    case "base64":
      return { valueBase64: value.base64 };
    case "payload":
      return { payload: { sha256: value.sha256, sizeBytes: value.sizeBytes } };
  }
}
