import { contentText, NOTHING_DIGEST } from "../../shared/content-digest.ts";
import { hexOf } from "../../shared/hex.ts";
import type { AcceptServices } from "./acceptance.ts";
import type { ContentDigest, DeleteDraft, PutDraft, WriteDraft } from "./write-draft.ts";

type Digester = Pick<AcceptServices, "digest"> & {
  readonly settings: Pick<AcceptServices["settings"], "SKIP_UNCHANGED">;
};

/** What a value in memory leaves in KV. */
export async function digestBytes(
  services: Digester,
  draft: PutDraft,
  bytes: Uint8Array,
): Promise<ContentDigest> {
  if (!isCompared(services, draft)) return undefined;
  return digestContent(services, draft, hexOf(await services.digest.sha256(bytes)));
}

/** The same for a value whose hash is known, since it went to R2. */
export async function digestContent(
  services: Digester,
  draft: PutDraft,
  valueSha256: string,
): Promise<ContentDigest> {
  if (!isCompared(services, draft)) return undefined;
  const text = new TextEncoder().encode(contentText({ ...draft, valueSha256 }));
  return hexOf(await services.digest.sha256(text));
}

export const digestNothing = (services: Digester, draft: DeleteDraft): ContentDigest =>
  isCompared(services, draft) ? NOTHING_DIGEST : undefined;

const isCompared = ({ settings }: Digester, draft: WriteDraft): boolean =>
  draft.skipUnchanged ?? settings.SKIP_UNCHANGED;
