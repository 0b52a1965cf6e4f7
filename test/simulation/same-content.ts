import type { Version } from "../../shared/version.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import type { Truth } from "./truth.ts";

/**
 * Whether two versions leave the same in KV, by what their clients sent: an unchanged write leaves
 * the older version's stamp. Null is nothing, as a delete leaves it.
 */
export function haveSameContent(truth: Truth, a: Version | null, b: Version | null): boolean {
  const [one, other] = [a, b].map((version) =>
    version === null ? NOTHING : contentOf(truth.queued.get(version)),
  );
  return one !== undefined && one === other;
}

const NOTHING = "nothing";

function contentOf(intent: WriteIntent | undefined): string | undefined {
  if (intent === undefined || intent.op !== "put") return intent && NOTHING;
  const { value, expiration, metadata, contentType, tags } = intent;
  return JSON.stringify({ value, expiration, metadata, contentType, tags });
}
