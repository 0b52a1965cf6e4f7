import { type DeadLetter, deadLetterId } from "../../../shared/dead-letter.ts";
import type { Version } from "../../../shared/version.ts";
import type { WriteIntent } from "../../../shared/write-intent.ts";

type Entry = { readonly intent: WriteIntent; readonly state: "dead" | "ended" };

/** The dead-letter store: idempotent by version and generation; what has ended stays ended. */
export class ModelLetters {
  readonly #entries = new Map<Version, Entry>();

  put(letter: DeadLetter): void {
    if (letter.kind !== "intent") throw new Error("a ledger makes no unreadable letters");
    const known = this.#entries.get(letter.intent.version);
    if (known !== undefined && letter.intent.generation <= known.intent.generation) return;
    this.#entries.set(deadLetterId(letter), { intent: letter.intent, state: "dead" });
  }

  /** Dead ones, oldest version first. */
  get dead(): readonly WriteIntent[] {
    return [...this.#entries.values()]
      .filter((entry) => entry.state === "dead")
      .map((entry) => entry.intent)
      .sort((a, b) => (a.version < b.version ? -1 : 1));
  }

  has(version: Version, generation: number): boolean {
    const entry = this.#entries.get(version);
    return entry?.state === "dead" && entry.intent.generation === generation;
  }

  end(version: Version): void {
    const entry = this.#entries.get(version);
    if (entry !== undefined) this.#entries.set(version, { ...entry, state: "ended" });
  }
}
