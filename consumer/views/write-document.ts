import { utf8Bytes } from "../../shared/key.ts";
import { formatVersion, nodeFromDice, tick, type Version } from "../../shared/version.ts";
import { type ViewDocument, viewDocument } from "../../shared/views/view-document.ts";
import type { ViewDefinition } from "../../shared/views/view-setting.ts";
import {
  afterSameContent,
  afterSend,
  beforeSend,
  type DrawnDocument,
  drawAtMs,
  isWritten,
} from "../../shared/views/writing.ts";
import { encloseDocument, roomFor } from "./enclose-document.ts";
import { isReady } from "./next-ring.ts";
import type { Left, ViewPorts } from "./view-ports.ts";
import type { ViewRow } from "./view-store.ts";

/** Values that are kept besides those of the document, so that a delete rarely has to read KV. */
const KEPT_PER_SHOWN = 2;

/**
 * Sends the document to its key, as an ordinary write intent, when it is time and its content is
 * another than last time. What changes while it is under way counts for the next one.
 */
export async function writeDocument(ports: ViewPorts, definition: ViewDefinition): Promise<Left> {
  const { store, now, queue } = ports;
  const { intervalMs } = definition;
  const dueMs = isReady(store) ? drawAtMs(store.load().writing, intervalMs) : null;
  if (dueMs === null || dueMs > now()) return "drained";
  const { revision } = store.load().writing;
  const document = draw(ports, definition);
  const drawn: DrawnDocument = {
    sha256: await ports.sha256(document.text),
    revision,
    entries: document.entries,
    sizeBytes: utf8Bytes(document.text),
  };
  const row = store.load();
  if (isWritten(row.writing, drawn)) {
    store.save({ ...row, writing: afterSameContent(row.writing, drawn) });
    return "drained";
  }
  const version = takeVersion(ports);
  const { sha256 } = drawn;
  const stamped = { version, acceptedAtMs: now(), text: document.text, sha256 };
  const intent = await encloseDocument(ports, definition, stamped);
  await queue.send("immediate", [intent]);
  const sent = store.load();
  if (isOvertaken(sent, version)) return "drained";
  store.save({ ...sent, writing: afterSend(sent.writing, drawn, version, now(), intervalMs) });
  return "drained";
}

/** A newer one was stamped while this one was on its way: whatever the key will hold, it is not this. */
const isOvertaken = ({ clock, node }: ViewRow, version: Version): boolean =>
  node === null || formatVersion(clock, node) !== version;

function draw(ports: ViewPorts, definition: ViewDefinition): ViewDocument {
  const { store, now } = ports;
  const { limit } = definition;
  return store.transaction(() => {
    const newest = store.newest(limit);
    const hasWanted = store.earliestWantedMs() !== null;
    const texts = newest.flatMap((entry) => {
      if (entry.content.kind === "shown") return [entry.content.text];
      // Others have ended, so it has a place again. What is read already comes first.
      const dueAtMs = now();
      if (!hasWanted) store.putEntry({ ...entry, content: { kind: "wanted", dueAtMs } });
      return [];
    });
    store.trimAfter(limit * KEPT_PER_SHOWN);
    return viewDocument(texts, definition, roomFor(ports, definition));
  });
}

/** Later than every version that this view has stamped, whatever its clock did meanwhile. */
function takeVersion({ store, now, dice }: ViewPorts): Version {
  const row = store.load();
  const node = row.node ?? nodeFromDice(dice());
  const clock = tick(row.clock, now());
  store.save({ ...row, node, clock, writing: beforeSend(row.writing, now()) });
  return formatVersion(clock, node);
}
