import type { WriteIntent } from "../../shared/write-intent.ts";
import { aDelete, aPayload, aPut } from "./a-write-intent.ts";
import { fc } from "./property.ts";
import { NOW_MS, versionAt } from "./versions.ts";

const value = fc.oneof(
  fc.string({ unit: "binary", maxLength: 50 }).map((text) => ({ kind: "text", text }) as const),
  fc.base64String({ maxLength: 40 }).map((base64) => ({ kind: "base64", base64 }) as const),
  fc.nat().map((sizeBytes) => aPayload(sizeBytes)),
);

const common = {
  key: fc
    .string({ unit: "binary", minLength: 1, maxLength: 100 })
    .filter((key) => key !== "." && key !== ".."),
  version: fc.nat(1_000_000).map((ms) => versionAt(NOW_MS + ms)),
  generation: fc.nat(3),
  priority: fc.constantFrom("normal", "immediate"),
  onFailure: fc.constantFrom("dead-letter", "drop"),
} as const;

/** Callers cannot send `__proto__` as a member: it is refused before an intent is made of it. */
const metadata = fc
  .json({ maxDepth: 3 })
  .filter((text) => !text.includes("__proto__"))
  .map((text) => JSON.parse(text));

const put = fc
  .record(
    {
      ...common,
      value,
      expiration: fc.integer({ min: 1, max: 4_000_000_000 }),
      metadata,
      contentType: fc.string(),
    },
    { requiredKeys: ["key", "version", "generation", "priority", "onFailure", "value"] },
  )
  .map((fields) => aPut(fields));

/** Every valid write intent. */
export const anIntent: fc.Arbitrary<WriteIntent> = fc.oneof(
  put,
  fc.record(common).map((fields) => aDelete(fields)),
);
