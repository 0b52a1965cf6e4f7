const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** East Asian wide and fullwidth blocks, and emoji: two columns each (https://www.unicode.org/reports/tr11/). */
const WIDE =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}])|\ufe0f/u;
const ASCII = /^[ -~]*$/;
const INVISIBLE = /^[\p{Mark}\p{Format}]+$/u;

/** Columns that text takes on a terminal. Expects no control characters or styles. */
export function textWidth(text: string): number {
  // Segments cost far more, and most keys need none.
  if (ASCII.test(text)) return text.length;
  return segments(text).reduce((sum, segment) => sum + segmentWidth(segment), 0);
}

/** Keeps both ends, since keys differ at the end as often as at the start. */
export function truncateMiddle(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  if (width <= 1) return "…".slice(0, Math.max(width, 0));
  const parts = segments(text);
  const tail = take(parts.toReversed(), Math.floor((width - 1) / 2)).toReversed();
  const head = take(parts, width - 1 - textWidth(tail.join("")));
  return `${head.join("")}…${tail.join("")}`;
}

function take(parts: readonly string[], width: number): readonly string[] {
  const taken: string[] = [];
  let left = width;
  for (const part of parts) {
    left -= segmentWidth(part);
    if (left < 0) break;
    taken.push(part);
  }
  return taken;
}

const segments = (text: string): readonly string[] =>
  Array.from(graphemes.segment(text), ({ segment }) => segment);

function segmentWidth(segment: string): number {
  if (INVISIBLE.test(segment)) return 0;
  return WIDE.test(segment) ? 2 : 1;
}

/** Lines of at most `width` columns, broken between words; a longer word keeps a line of its own. */
export function wrapWords(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && textWidth(longer) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}
