const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
/** Printable ASCII only: it goes back into a header. */
const QUOTED = '"(?:[ !#-\\[\\]-~]|\\\\[ -~])*"';
const CONTENT_TYPE = new RegExp(
  // Also without a parameter behind the semicolon (https://www.rfc-editor.org/rfc/rfc9110#section-5.6.6).
  `^${TOKEN}/${TOKEN}(?:[ \\t]*;(?:[ \\t]*${TOKEN}=(?:${TOKEN}|${QUOTED}))?)*$`,
);

export const MAX_CONTENT_TYPE_LENGTH = 255;

/** A media type of RFC 9110, section 8.3.1, without anything that could end a header line. */
export const isContentType = (text: string): boolean =>
  text.length <= MAX_CONTENT_TYPE_LENGTH && CONTENT_TYPE.test(text);

/** What curl sends by itself: it says nothing about the value. */
export const isFormDefault = (text: string): boolean =>
  /^application\/x-www-form-urlencoded\s*(;|$)/i.test(text.trim());
