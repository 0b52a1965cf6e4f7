/**
 * What the service keeps of videos. Each resolves when it is kept, with the version that Sluice gave it
 * or null without Sluice, and rejects when it could not be kept.
 */
export type VideoStore = {
  /** A new revision. */
  store(name: string, revision: string): Promise<string | null>;
  /** A cache hit: the video shall live for a day from now. */
  refresh(name: string): Promise<string | null>;
  /** Tells caches which version is current. */
  publish(name: string, version: string): Promise<string | null>;
};

export const LIFE_SECONDS = 86_400;

/** Both ways write one namespace; the prefix keeps them apart. */
export const PREFIXES = { before: "before:", after: "after:" } as const;

export const videoKey = (prefix: string, name: string): string => `${prefix}video:${name}`;
export const versionKey = (prefix: string, name: string): string => `${prefix}version:${name}`;
