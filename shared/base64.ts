/** Characters of one `String.fromCharCode` call: stays clear of the engine's argument limit. */
const CHUNK = 8_192;

export function encodeBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let start = 0; start < bytes.byteLength; start += CHUNK) {
    binary += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  }
  return btoa(binary);
}

/** Throws on what is no base64; the schemas have checked it before. */
export function decodeBase64(base64: string): Uint8Array {
  const binary = atob(base64);
  // Not `Uint8Array.from`, which makes a list of all characters first.
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}
