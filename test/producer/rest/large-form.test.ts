import { describe, expect, it } from "vitest";
import { MAX_VALUE_BYTES } from "../../../shared/limits.ts";
import { ProducerRig } from "../../support/producer-rig.ts";
import { FORM_TYPE, formOf, refusalOf, restCaller, resultOf } from "../../support/rest-rig.ts";

const MIB = 1_048_576;
const CHUNK_BYTES = 65_536;

/** The form with its value `VALUE` replaced by this many bytes, only as fast as it is read. */
function streamed(form: string, sizeBytes: number) {
  const [head = "", tail = ""] = form.split("VALUE");
  const encoder = new TextEncoder();
  let sentBytes = 0;
  let isCancelled = false;
  function* chunks() {
    yield encoder.encode(head);
    for (let left = sizeBytes; left > 0; left -= CHUNK_BYTES) {
      yield new Uint8Array(Math.min(left, CHUNK_BYTES)).fill(13);
    }
    yield encoder.encode(tail);
  }
  const source = chunks();
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = source.next();
      if (next.done === true) return controller.close();
      sentBytes += next.value.byteLength;
      controller.enqueue(next.value);
    },
    cancel() {
      isCancelled = true;
    },
  });
  return { stream, sentBytes: () => sentBytes, wasCancelled: () => isCancelled };
}

const WITH_METADATA = formOf(
  { name: "value", value: "VALUE" },
  { name: "metadata", value: '{"a":1}' },
);

describe("a large value in a form", () => {
  it("flows into R2, its metadata behind it into the intent", async () => {
    const rig = new ProducerRig();
    const { stream } = streamed(WITH_METADATA, 3 * MIB);
    await resultOf(await restCaller(rig).put("values/a", stream, FORM_TYPE));
    const [intent] = rig.queue.intents;
    expect(intent).toMatchObject({
      value: { kind: "payload", sizeBytes: 3 * MIB },
      metadata: { a: 1 },
    });
    const object = rig.payloads.objects.get(intent?.version ?? "");
    expect(object).toHaveLength(3 * MIB);
    expect(object?.every((byte) => byte === 13)).toBe(true);
  });

  it("may have 25 MiB to the byte", async () => {
    const rig = new ProducerRig();
    const { stream } = streamed(WITH_METADATA, MAX_VALUE_BYTES);
    await resultOf(await restCaller(rig).put("values/a", stream, FORM_TYPE));
    expect(rig.queue.intents).toMatchObject([{ value: { sizeBytes: MAX_VALUE_BYTES } }]);
  });

  it("is never held whole: a form that does not end is read no further than a value may be long", async () => {
    const rig = new ProducerRig();
    const sent = streamed(WITH_METADATA, 4 * MAX_VALUE_BYTES);
    const response = await restCaller(rig).put("values/a", sent.stream, FORM_TYPE);
    expect(await refusalOf(response)).toMatchObject({ status: 413, errors: [{ code: 10001 }] });
    expect(sent.sentBytes()).toBeLessThan(MAX_VALUE_BYTES + 4 * CHUNK_BYTES);
    expect(sent.wasCancelled()).toBe(true);
    expect(rig.payloads.objects.size).toBe(0);
    expect(rig.queue.attempts).toBe(0);
  });

  it.each([
    [
      "its metadata is refused",
      formOf({ name: "value", value: "VALUE" }, { name: "metadata", value: "{" }),
    ],
    [
      "a second value follows",
      formOf({ name: "value", value: "VALUE" }, { name: "value", value: "2" }),
    ],
    ["the form breaks off behind it", formOf({ name: "value", value: "VALUE" }).slice(0, -8)],
    [
      "the form breaks off inside it",
      formOf({ name: "value", value: "VALUE" }).replace(/VALUE.*/s, "VALUE"),
    ],
  ])("is taken out of R2 again when %s", async (_, form) => {
    const rig = new ProducerRig();
    const { stream } = streamed(form, 2 * MIB);
    const response = await restCaller(rig).put("values/a", stream, FORM_TYPE);
    expect((await refusalOf(response)).status).toBe(400);
    expect(rig.payloads.begun).toHaveLength(1);
    expect(rig.payloads.objects.size).toBe(0);
    expect(rig.queue.attempts).toBe(0);
  });
});
