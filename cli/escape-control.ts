/**
 * Keys, reasons and details come from other people: a control character among them could move the
 * cursor, recolour the screen or forge a line, and direction marks could reorder it.
 */
const CONTROL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A cell of printable text. A backslash is doubled, so that the text can be read back. */
export const escapeControl = (text: string): string => printable(text.replaceAll("\\", "\\\\"));

/** One line of printable prose, for people only. */
export const printable = (text: string): string => text.replace(CONTROL, escaped);

/** The same for serialised JSON, which stays the same document. */
export function escapeControlInJson(json: string): string {
  return json.replace(CONTROL, (character) =>
    character === "\n" ? character : unicodeEscape(character),
  );
}

const escaped = (character: string): string => SHORT[character] ?? unicodeEscape(character);

const unicodeEscape = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
