import { InvalidArgumentError } from "commander";
import { keyProblem } from "../shared/key.ts";
import { MIN_TTL_SECONDS } from "../shared/limits.ts";
import { Version } from "../shared/version.ts";
import { Namespace } from "../shared/write-intent.ts";
import { parseDurationSeconds } from "./duration.ts";

/**
 * Words of the command line to values. commander expects a refusal to be thrown and prints it with
 * the option or argument that it belongs to.
 */

export function parseKey(text: string): string {
  const problem = keyProblem(text);
  return problem === null ? text : refuse(problem);
}

export function parseNamespace(text: string): string {
  if (Namespace.safeParse(text).success) return text;
  return refuse("expected 1 to 64 letters, digits, _ or -");
}

export function parseVersion(text: string): string {
  if (Version.safeParse(text).success) return text;
  return refuse("expected a version of 22 characters, as `put` prints it");
}

export function parseTtlSeconds(text: string): number {
  const seconds = parseDurationSeconds(text);
  if (seconds === null) return refuse("expected seconds or a duration such as 90s, 15m, 1h, 30d");
  if (seconds >= MIN_TTL_SECONDS) return seconds;
  return refuse(`expected at least ${MIN_TTL_SECONDS} seconds, the shortest life that KV takes`);
}

/** Between two looks: often enough to see something, seldom enough to cost little. */
export function parseIntervalSeconds(text: string): number {
  const seconds = parseDurationSeconds(text);
  if (seconds !== null && seconds >= 1 && seconds <= 3_600) return seconds;
  return refuse("expected seconds or a duration from 1s to 1h");
}

/** JSON as it may travel in a header: on one line and in ASCII. */
export function parseMetadata(text: string): string {
  const json = tryJson(text);
  if (json === undefined) return refuse(`expected JSON such as '{"source":"import"}'`);
  return JSON.stringify(json).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

export function parseContentType(text: string): string {
  if (/^[\x20-\x7e]{1,255}$/.test(text) && text.includes("/")) return text;
  return refuse("expected a media type such as application/json");
}

export const parseCount =
  (max: number) =>
  (text: string): number => {
    const count = /^\d{1,9}$/.test(text) ? Number(text) : 0;
    if (count >= 1 && count <= max) return count;
    return refuse(`expected a whole number from 1 to ${max}`);
  };

/** Comma lists that may be repeated. */
export function parseWords(text: string, earlier: readonly string[] | undefined): string[] {
  const words = text.split(",").map((word) => word.trim());
  if (words.includes("")) return refuse("expected words with commas between them");
  return [...(earlier ?? []), ...words];
}

/** An empty one is a variable of the shell that nobody set: it would mean everything, or nothing. */
export const parseText = (text: string): string =>
  text === "" ? refuse("expected at least one character") : text;

/** The same where there may be several, each as it is, also with commas and spaces. */
export const parseTexts = (text: string, earlier: readonly string[] | undefined): string[] => [
  ...(earlier ?? []),
  parseText(text),
];

function refuse(expected: string): never {
  throw new InvalidArgumentError(expected);
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
