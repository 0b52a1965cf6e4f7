import * as z from "zod/mini";

export const WriteOperation = z.enum(["put", "delete"]);
export type WriteOperation = z.infer<typeof WriteOperation>;

/**
 * What goes wrong with a write, told apart by whether the value lands and whether the caller learns
 * of it.
 */
export const Effect = z.discriminatedUnion("kind", [
  /** Refused before anything lands, with this HTTP status in the binding's words. */
  z.strictObject({
    kind: z.literal("refused"),
    status: z.int().check(z.minimum(400), z.maximum(599)),
  }),
  /** The value lands, the caller is told that it failed. */
  z.strictObject({
    kind: z.literal("landed"),
    status: z.int().check(z.minimum(400), z.maximum(599)),
  }),
  /** No answer for this long; the value lands at once, when the silence ends, or never. */
  z.strictObject({
    kind: z.literal("silent"),
    durationMs: z.int().check(z.minimum(1), z.maximum(600_000)),
    lands: z.enum(["at-once", "late", "never"]),
  }),
  /** The free plan's quota, refused by the runtime before any request is made. */
  z.strictObject({ kind: z.literal("daily-limit") }),
]);
export type Effect = z.infer<typeof Effect>;

export const Fault = z.strictObject({
  /** Setting a fault of the same name replaces it; clearing goes by this name. */
  name: z.string().check(z.minLength(1)),
  keys: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("exact"), key: z.string() }),
    z.strictObject({ kind: z.literal("prefix"), prefix: z.string() }),
  ]),
  operations: z._default(z.array(WriteOperation), ["put", "delete"]),
  /** Writes that it hits before it is used up; null = until it is cleared. */
  times: z._default(z.nullable(z.int().check(z.minimum(1))), null),
  effect: Effect,
});
export type Fault = z.infer<typeof Fault>;
export type FaultInput = z.input<typeof Fault>;

/** The first fault that hits this write, and the faults that are left after it has. */
export function takeFault(
  faults: readonly Fault[],
  operation: WriteOperation,
  key: string,
): { readonly effect: Effect | null; readonly faults: readonly Fault[] } {
  const hit = faults.find((fault) => fault.operations.includes(operation) && matches(fault, key));
  if (hit === undefined) return { effect: null, faults };
  const left = faults.flatMap((fault) => (fault === hit ? usedOnce(fault) : [fault]));
  return { effect: hit.effect, faults: left };
}

function matches(fault: Fault, key: string): boolean {
  return fault.keys.kind === "exact" ? fault.keys.key === key : key.startsWith(fault.keys.prefix);
}

function usedOnce(fault: Fault): readonly Fault[] {
  if (fault.times === null) return [fault];
  return fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : [];
}
