import { errorCode } from "./connection.ts";

/** Whether writing failed because nobody reads any more, as behind `head -1`. */
export const isReaderGone = (error: unknown): boolean => errorCode(error) === "EPIPE";

/** Writing, of which the reader may have had enough. */
export const unlessReaderGone = (writing: Promise<void>): Promise<void> =>
  writing.catch((error: unknown) => {
    if (!isReaderGone(error)) throw error;
  });
