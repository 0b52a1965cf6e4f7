import * as z from "zod/mini";

/** A time in an answer, like 2027-01-31T00:00:00.000Z. One schema for all, since each costs start-up time. */
export const IsoTime = z.iso.datetime();
