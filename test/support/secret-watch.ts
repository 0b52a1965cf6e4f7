/**
 * Remembers what must not be in any log: tokens, values, metadata. Short words are looked for as
 * words, since as a part of others they are everywhere.
 */
export class SecretWatch {
  readonly #secrets = new Set<string>();

  /** Texts, bytes and everything inside of JSON; a text under three characters says nothing. */
  keep(secret: unknown): void {
    if (typeof secret === "string") {
      if (secret.length >= MIN_LENGTH) this.#secrets.add(secret.slice(0, MAX_LENGTH));
    } else if (secret instanceof Uint8Array) {
      this.keep(new TextDecoder().decode(secret));
    } else if (typeof secret === "object" && secret !== null) {
      for (const member of Object.values(secret)) this.keep(member);
    }
  }

  /** What a request brings: its token, its value, its metadata. */
  keepRequest(headers: Headers, body: unknown): void {
    this.keep(headers.get("Authorization")?.replace(/^Bearer /, ""));
    this.keep(headers.get("Sluice-Metadata"));
    this.keep(body);
    if (typeof body === "string") this.keep(valuesOfIntents(body));
  }

  get count(): number {
    return this.#secrets.size;
  }

  /** The lines that hold a secret; the secret is named, since tests made it up. */
  leaks(lines: readonly string[]): readonly string[] {
    const all = lines.join("\n");
    const secrets = [...this.#secrets].filter((secret) => mayHold(all, secret));
    return lines.flatMap((line) =>
      secrets
        .filter((secret) => holds(line, secret))
        .map((secret) => `${JSON.stringify(secret)} is in the log line ${line}`),
    );
  }

  assertNone(lines: readonly string[]): void {
    const leaks = this.leaks(lines);
    if (leaks.length > 0) {
      throw new Error(`logs hold what nobody may read there:\n${leaks.join("\n")}`);
    }
  }
}

const MIN_LENGTH = 3;
/** The beginning of a long value is as telling as all of it. */
const MAX_LENGTH = 64;
const WORD_LENGTH = 12;

/** Much cheaper than looking at each line as a word. */
const mayHold = (text: string, secret: string): boolean =>
  text.includes(secret) || text.includes(JSON.stringify(secret).slice(1, -1));

/** Log lines are JSON, where quotes and control characters of a secret come escaped. */
function holds(line: string, secret: string): boolean {
  const escaped = JSON.stringify(secret).slice(1, -1);
  if (secret.length >= WORD_LENGTH) return line.includes(secret) || line.includes(escaped);
  const pattern = escaped.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{N}_-])${pattern}(?![\\p{L}\\p{N}_-])`, "u").test(line);
}

/** The values and metadata of `POST /v1/intents`; nothing of any other body. */
function valuesOfIntents(body: string): readonly unknown[] {
  if (!body.startsWith('{"intents":')) return [];
  const { intents } = JSON.parse(body) as { readonly intents: readonly Record<string, unknown>[] };
  return intents.flatMap(({ value, valueBase64, metadata }) => [value, valueBase64, metadata]);
}
