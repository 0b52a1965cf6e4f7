import { contentText } from "../../shared/content-digest.ts";
import { utf8Bytes } from "../../shared/key.ts";
import { VERSION_LENGTH, type Version } from "../../shared/version.ts";
import type { DocumentRoom } from "../../shared/views/view-document.ts";
import type { ViewDefinition } from "../../shared/views/view-setting.ts";
import { ENVELOPE_VERSION, type IntentValue, type WriteIntent } from "../../shared/write-intent.ts";
import type { ViewPorts } from "./view-ports.ts";

const CONTENT_TYPE = "application/json";

type Enclosed = Pick<ViewPorts, "uploads" | "sha256" | "settings">;

/** A document with its place in the order of writes. */
export type StampedDocument = {
  readonly version: Version;
  readonly acceptedAtMs: number;
  readonly text: string;
  readonly sha256: string;
};

/** The intent that writes a document: inside the message, or by claim check when it is too large. */
export async function encloseDocument(
  ports: Enclosed,
  view: ViewDefinition,
  document: StampedDocument,
): Promise<WriteIntent> {
  const { version, text, sha256 } = document;
  const { INLINE_LIMIT_BYTES, SKIP_UNCHANGED } = ports.settings;
  const digest = SKIP_UNCHANGED ? await ports.sha256(digestText(sha256)) : null;
  const inline = intentOf(view, document, { kind: "text", text }, digest);
  if (encodedBytes(inline) <= INLINE_LIMIT_BYTES) return inline;
  if (ports.uploads === null) throw new Error("a document was drawn larger than a message holds");
  await ports.uploads.put({ namespace: view.namespace, key: view.key, version }, text);
  const sizeBytes = utf8Bytes(text);
  return intentOf(view, document, { kind: "payload", sha256, sizeBytes }, digest);
}

/** How much a document may hold: without a bucket, what a message holds in its encoded form. */
export function roomFor({ uploads, settings }: Enclosed, view: ViewDefinition): DocumentRoom {
  if (uploads !== null) return { maxBytes: view.maxBytes, bytesOf: utf8Bytes };
  const empty = { version: "0".repeat(VERSION_LENGTH), acceptedAtMs: 0, text: "", sha256: "" };
  const digest = "0".repeat(64);
  const envelope = intentOf(view, empty, { kind: "text", text: "" }, digest);
  const leftBytes = settings.INLINE_LIMIT_BYTES - encodedBytes(envelope) - TIME_DIGITS;
  return {
    maxBytes: Math.min(view.maxBytes, leftBytes),
    bytesOf: (text) => utf8Bytes(JSON.stringify(text)) - QUOTES_BYTES,
  };
}

/** Of the time in an envelope. */
const TIME_DIGITS = 16;
const QUOTES_BYTES = 2;

const encodedBytes = (intent: WriteIntent): number => utf8Bytes(JSON.stringify(intent));

const digestText = (valueSha256: string): string =>
  contentText({
    valueSha256,
    metadata: undefined,
    contentType: CONTENT_TYPE,
    expiration: undefined,
    tags: undefined,
  });

/** A write that is given up leaves no letter: the view sends its document again. */
const intentOf = (
  { namespace, key }: ViewDefinition,
  { version, acceptedAtMs }: StampedDocument,
  value: IntentValue,
  digest: string | null,
): WriteIntent => ({
  v: ENVELOPE_VERSION,
  op: "put",
  namespace,
  key,
  version,
  generation: 0,
  acceptedAtMs,
  priority: "immediate",
  onFailure: "drop",
  contentType: CONTENT_TYPE,
  value,
  ...(digest === null ? {} : { digest }),
});
