import type { Ask } from "./api.ts";

/** What the page needs of its browser; `adapters/browser.ts` is the real one. */
export type World = {
  readonly ask: Ask;
  now(): number;
  /** From 0 to 1. */
  dice(): number;
  /** Runs once; the answer takes it back. */
  later(delayMs: number, run: () => void): () => void;
  isHidden(): boolean;
  /** When the page is hidden or shown; the answer ends it. */
  onVisibility(run: () => void): () => void;
  /** Until the tab is closed. */
  readonly session: Notes;
  /** For longer; nothing secret goes there. */
  readonly preferences: Notes;
  /** Offers a file. */
  save(name: string, parts: readonly string[]): void;
};

export type Notes = {
  get(name: string): string | null;
  set(name: string, value: string | null): void;
};
