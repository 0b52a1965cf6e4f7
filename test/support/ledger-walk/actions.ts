import { fc } from "../property.ts";

/** Numbers in actions choose among what there is at that moment, by remainder. */
export type Action =
  /** A producer accepts a version; its clock decides which. */
  | { readonly kind: "accept"; readonly rank: number; readonly flavour: Flavour }
  /** The queue delivers a message a second time, also one that was acknowledged. */
  | { readonly kind: "duplicate"; readonly pick: number }
  /** A batch takes up to three messages and asks for them, once or twice, with or without the newest. */
  | {
      readonly kind: "receive";
      readonly count: number;
      readonly asks: number;
      readonly brings: boolean;
    }
  /** Each grant of a batch writes, if enough of its lease is left. */
  | { readonly kind: "write"; readonly pick: number; readonly fate: Fate }
  /** A batch reports, once or twice, and its messages are acknowledged. */
  | { readonly kind: "settle"; readonly pick: number; readonly reports: number }
  /** A batch dies: its messages come again. */
  | { readonly kind: "crash"; readonly pick: number }
  | { readonly kind: "wait"; readonly durationMs: number }
  /** The alarm sends what is due; the confirmation comes later or never. */
  | { readonly kind: "release" }
  | { readonly kind: "confirm"; readonly isLost: boolean }
  | { readonly kind: "bury"; readonly pick: number }
  | { readonly kind: "replay"; readonly pick: number }
  | { readonly kind: "discard"; readonly pick: number }
  /** The alarm moves letters from the outbox to the store and deletes spent payloads. */
  | { readonly kind: "deliverLetters" }
  /** A put whose outcome nobody knew lands after all. */
  | { readonly kind: "land"; readonly pick: number };

export type Flavour = "plain" | "same" | "delete" | "drop" | "payload" | "expiring";

export type Fate =
  | "applied"
  | "throttled"
  | "refused"
  | "quota"
  | "unavailable"
  | "unknown-landed"
  | "unknown-lost"
  | "unknown-late";

const pick = fc.nat(11);

export const anAction: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("accept"),
      rank: fc.nat(30),
      flavour: fc.constantFrom<Flavour>(
        ...(["plain", "plain", "same", "same", "delete", "drop", "payload", "expiring"] as const),
      ),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("duplicate"), pick }) },
  {
    weight: 7,
    arbitrary: fc.record({
      kind: fc.constant("receive"),
      count: fc.integer({ min: 1, max: 3 }),
      asks: fc.integer({ min: 1, max: 2 }),
      brings: fc.boolean(),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("write"),
      pick,
      fate: fc.constantFrom<Fate>(
        ...(["applied", "applied", "throttled", "refused", "refused", "quota"] as const),
        ...(["unavailable", "unknown-landed", "unknown-lost", "unknown-late"] as const),
      ),
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      kind: fc.constant("settle"),
      pick,
      reports: fc.integer({ min: 1, max: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("crash"), pick }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("wait"),
      durationMs: fc.constantFrom(1, 500, 1_000, 1_000, 3_000, 15_000, 31_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("wait"), durationMs: fc.constant(86_400_000) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("release") }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("confirm"), isLost: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("bury"), pick }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("replay"), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("discard"), pick }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("deliverLetters") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("land"), pick }) },
) as fc.Arbitrary<Action>;
