/** The number that an option names; throws with the option's name when it is none. */
export function wholeNumber(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new TypeError(`${name}: expected a whole number, got "${text}"`);
  return Number(text);
}
