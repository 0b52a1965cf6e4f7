import * as z from "zod/mini";

// Made once: every schema costs both Workers start-up time.
const number = z.number();
const digits = z.pipe(z.string().check(z.regex(/^\d+$/)), z.transform(Number));

/** `[vars]` may hold numbers or strings; both mean the same. */
export const wholeNumber = (min: number, max: number) => {
  const error = `expected a whole number from ${min} to ${max}`;
  return z.pipe(
    z.union([number, digits], { error }),
    number.check(z.refine((n) => Number.isInteger(n) && n >= min && n <= max, { error })),
  );
};

const yesOrNoText = z.pipe(
  z.enum(["true", "false"]),
  z.transform((text) => text === "true"),
);

export const yesOrNo = z.pipe(
  z.union([z.boolean(), yesOrNoText], { error: "expected true or false" }),
  z.boolean(),
);

/** In a table, where a number is never text. */
export const tableNumber = (
  min: number,
  max: number,
  error = `expected a whole number from ${min} to ${max}`,
) => z.int({ error }).check(z.minimum(min, { error }), z.maximum(max, { error }));

const json = z.json();
const jsonTable = z.record(z.string(), json);
const jsonList = z.array(json);
const jsonText = z.pipe(z.string(), z.transform(parseJson));

/** A TOML table, or the same as JSON text. */
export const table = <T extends z.core.$ZodType>(schema: T, error: string) =>
  z.pipe(z.union([jsonText, jsonTable], { error }), schema);

/** A TOML list, or the same as JSON text. */
export const list = <T extends z.core.$ZodType>(schema: T, error: string) =>
  z.pipe(z.union([jsonText, jsonList], { error }), schema);

const BINDING_EXPECTED = "expected a binding name";

export const bindingName = z
  .string({ error: BINDING_EXPECTED })
  .check(z.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: BINDING_EXPECTED }));

const QUEUE_EXPECTED = "expected a queue name of 1 to 63 characters a-z 0-9 -";

export const queueName = z
  .string({ error: QUEUE_EXPECTED })
  .check(z.regex(/^[a-z0-9-]{1,63}$/, { error: QUEUE_EXPECTED }));

const WEBHOOK_EXPECTED = "expected an https:// URL";

/** May hold a secret in its path, so no message shows what was found. */
export const webhookUrl = z
  .string({ error: WEBHOOK_EXPECTED })
  .check(
    z.refine((text) => URL.canParse(text) && new URL(text).protocol === "https:", WEBHOOK_EXPECTED),
  );

function parseJson(text: string, context: z.core.ParsePayload): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.issues.push({ code: "custom", message: "expected JSON", input: text });
    return z.NEVER;
  }
}
