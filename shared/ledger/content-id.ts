import type { Version } from "../version.ts";

/** What a write leaves in KV: whose value it is, and which touch gave it its end, if one did. */
export type ContentId = string;

export const contentId = (value: Version | null, touch: Version | null): ContentId =>
  touch === null ? `${value}` : `${value}~${touch}`;
