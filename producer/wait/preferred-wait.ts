/** What a caller may ask for at the most, by the contract of the API. */
export const MAX_WAIT_SECONDS = 30;

/**
 * The seconds of `Prefer: wait=<seconds>`, at most 30, or null when nothing is to be waited for.
 * What is malformed is ignored, of several the first counts, as RFC 7240 wants
 * (https://www.rfc-editor.org/rfc/rfc7240#section-2).
 */
export function preferredWaitSeconds(headers: Headers): number | null {
  const given = headers.get("Prefer");
  const wait = given === null ? undefined : preferences(given).find(([name]) => name === "wait");
  if (wait === undefined || !/^\d+$/.test(wait[1])) return null;
  const seconds = Math.min(Number(wait[1]), MAX_WAIT_SECONDS);
  return seconds === 0 ? null : seconds;
}

/** Names in lower case with their values; parameters are left out. */
function preferences(header: string): readonly (readonly [string, string])[] {
  return split(header, ",").map((preference) => {
    const [own = ""] = split(preference, ";");
    const cut = own.indexOf("=");
    const name = (cut === -1 ? own : own.slice(0, cut)).trim().toLowerCase();
    const word = cut === -1 ? "" : own.slice(cut + 1).trim();
    return [name, /^"(.*)"$/s.exec(word)?.[1] ?? word];
  });
}

/** Splits outside of quoted strings. */
function split(text: string, at: "," | ";"): readonly string[] {
  const parts: string[] = [];
  let part = "";
  let isQuoted = false;
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (isQuoted && character === "\\") {
      part += text.slice(index, index + 2);
      index += 1;
      continue;
    }
    if (character === '"') isQuoted = !isQuoted;
    if (character === at && !isQuoted) {
      parts.push(part);
      part = "";
    } else part += character;
  }
  return [...parts, part];
}
