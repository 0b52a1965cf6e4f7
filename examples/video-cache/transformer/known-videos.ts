/** Where the transformer tells how often it was asked for what. */
export const COUNTS_PATH = "/counts";

export const LARGE_BYTES = 3_000_000;
