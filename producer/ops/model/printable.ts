/**
 * Keys, details and notes come from strangers: a control character or a direction mark among them
 * could hide or reorder what is read, so each is shown as its escape.
 */
export const printable = (text: string): string =>
  text.replace(UNSEEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });

/** Control, format, surrogate, private and unassigned characters, and separators but the space. */
const UNSEEN = /(?! )[\p{C}\p{Zl}\p{Zp}\p{Zs}]/gu;
