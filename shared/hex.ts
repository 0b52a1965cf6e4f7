/** Lower-case hexadecimal, as digests are written everywhere in Sluice. */
export const hexOf = (buffer: ArrayBuffer): string =>
  [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
