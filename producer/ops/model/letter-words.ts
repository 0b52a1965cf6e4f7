import type { DeadLetter } from "../api/answers.ts";
import { printable } from "./printable.ts";

/** What a letter is called: its key, or that it has none. */
export const letterName = (letter: DeadLetter): string =>
  letter.key === undefined ? `unreadable ${printable(letter.id)}` : printable(letter.key);
