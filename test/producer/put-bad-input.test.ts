import { describe, expect, it } from "vitest";
import { problemOf } from "../support/problem-of.ts";
import { ProducerRig } from "../support/producer-rig.ts";
import { NOW_MS } from "../support/versions.ts";

const NOW_SECONDS = NOW_MS / 1_000;

type Bad = {
  readonly title: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly status: number;
  /** What the first of `errors` names. */
  readonly names?: object;
};

const kv = "/v1/kv/default";

const BAD: readonly Bad[] = [
  { title: "an empty key", path: `${kv}/`, status: 404 },
  { title: "the key .", path: `${kv}/.`, status: 404 },
  { title: "the key ..", path: `${kv}/..`, status: 404 },
  { title: "the key %2e%2e", path: `${kv}/%2e%2e`, status: 404 },
  {
    title: "a key of 513 bytes",
    path: `${kv}/${"k".repeat(513)}`,
    status: 422,
    names: { parameter: "key" },
  },
  {
    title: "257 characters of two bytes",
    path: `${kv}/${encodeURIComponent("é".repeat(257))}`,
    status: 422,
    names: { parameter: "key" },
  },
  { title: "a broken escape", path: `${kv}/%E0%A4%A`, status: 400, names: { parameter: "key" } },
  { title: "a lone percent sign", path: `${kv}/100%`, status: 400, names: { parameter: "key" } },
  {
    title: "escapes that are no UTF-8",
    path: `${kv}/%ff%fe`,
    status: 400,
    names: { parameter: "key" },
  },
  { title: "an encoded lone surrogate", path: `${kv}/%ED%A0%80`, status: 400 },
  { title: "an unknown namespace", path: "/v1/kv/nowhere/a", status: 404 },
  { title: "a namespace of Object.prototype", path: "/v1/kv/constructor/a", status: 404 },
  {
    title: "a broken namespace",
    path: "/v1/kv/%zz/a",
    status: 400,
    names: { parameter: "namespace" },
  },
  {
    title: "an unknown query parameter",
    path: `${kv}/a?ttl=60`,
    status: 422,
    names: { parameter: "ttl" },
  },
  {
    title: "__proto__ as a query parameter",
    path: `${kv}/a?__proto__=1`,
    status: 422,
    names: { parameter: "__proto__" },
  },
  {
    title: "a query parameter twice",
    path: `${kv}/a?priority=normal&priority=normal`,
    status: 422,
    names: { parameter: "priority" },
  },
  {
    title: "a broken query",
    path: `${kv}/a?priority=%E0%A4%A`,
    status: 400,
    names: { parameter: "priority" },
  },
  {
    title: "an unknown priority",
    path: `${kv}/a?priority=high`,
    status: 422,
    names: { parameter: "priority" },
  },
  {
    title: "an unknown onFailure",
    path: `${kv}/a?onFailure=ignore`,
    status: 422,
    names: { parameter: "onFailure" },
  },
  {
    title: "a life of 59 seconds",
    path: `${kv}/a?expirationTtl=59`,
    status: 422,
    names: { parameter: "expirationTtl" },
  },
  {
    title: "a life that is no number",
    path: `${kv}/a?expirationTtl=1e3`,
    status: 422,
    names: { parameter: "expirationTtl" },
  },
  {
    title: "a negative life",
    path: `${kv}/a?expirationTtl=-60`,
    status: 422,
    names: { parameter: "expirationTtl" },
  },
  {
    title: "an expiration now",
    path: `${kv}/a?expiration=${NOW_SECONDS}`,
    status: 422,
    names: { parameter: "expiration" },
  },
  {
    title: "an expiration after KV's last second",
    path: `${kv}/a?expiration=2147483648`,
    status: 422,
    names: { parameter: "expiration" },
  },
  {
    title: "an expiration in the past",
    path: `${kv}/a?expiration=1000`,
    status: 422,
    names: { parameter: "expiration" },
  },
  {
    title: "both lives",
    path: `${kv}/a?expirationTtl=60&expiration=${NOW_SECONDS + 90}`,
    status: 422,
    names: { parameter: "expiration" },
  },
  {
    title: "metadata that is no JSON",
    headers: { "Sluice-Metadata": "{a:1}" },
    status: 400,
    names: { header: "Sluice-Metadata" },
  },
  {
    title: "empty metadata",
    headers: { "Sluice-Metadata": "" },
    status: 400,
    names: { header: "Sluice-Metadata" },
  },
  {
    title: "metadata over 1,024 bytes",
    headers: { "Sluice-Metadata": `"${"m".repeat(1_000)}"` },
    status: 422,
    names: { header: "Sluice-Metadata" },
  },
  {
    title: "metadata with __proto__",
    headers: { "Sluice-Metadata": '{"a":{"__proto__":{"x":1}}}' },
    status: 422,
    names: { header: "Sluice-Metadata" },
  },
  {
    title: "metadata nested 33 deep",
    headers: { "Sluice-Metadata": "[".repeat(33) + "]".repeat(33) },
    status: 422,
    names: { header: "Sluice-Metadata" },
  },
  {
    title: "a content type without a slash",
    headers: { "Content-Type": "html" },
    status: 400,
    names: { header: "Content-Type" },
  },
  {
    title: "a content type with more behind it",
    headers: { "Content-Type": "text/html x" },
    status: 400,
    names: { header: "Content-Type" },
  },
  {
    title: "a content type of 256 characters",
    headers: { "Content-Type": `a/${"b".repeat(254)}` },
    status: 400,
    names: { header: "Content-Type" },
  },
  {
    title: "a malformed Sluice-After",
    headers: { "Sluice-After": "yesterday" },
    status: 400,
    names: { header: "Sluice-After" },
  },
  {
    title: "the tag .",
    headers: { "Sluice-Tags": "a, ." },
    status: 422,
    names: { header: "Sluice-Tags" },
  },
  {
    title: "17 tags",
    headers: { "Sluice-Tags": Array.from({ length: 17 }, (_, n) => `t${n}`).join() },
    status: 422,
    names: { header: "Sluice-Tags" },
  },
  {
    title: "a tag of 65 characters",
    headers: { "Sluice-Tags": "t".repeat(65) },
    status: 422,
    names: { header: "Sluice-Tags" },
  },
  {
    title: "more tags than fit beside the stamp",
    headers: { "Sluice-Tags": Array.from({ length: 16 }, (_, n) => `${n}`.padEnd(64, "t")).join() },
    status: 422,
    names: { header: "Sluice-Tags" },
  },
  {
    title: "a tag with a space",
    headers: { "Sluice-Tags": "a b,c" },
    status: 422,
    names: { header: "Sluice-Tags" },
  },
  {
    title: "a Content-Length that is no number",
    headers: { "Content-Length": "many" },
    status: 400,
    names: { header: "Content-Length" },
  },
];

describe("a bad PUT", () => {
  it.each(BAD)("with $title answers $status and leaves nothing behind", async (bad) => {
    const rig = new ProducerRig();
    const { path = `${kv}/a`, headers = {}, status, names } = bad;
    const body = "a value that must not come back";
    const response = await rig.request(path, { method: "PUT", body, headers });
    expect(response.status).toBe(status);
    const problem = await problemOf(response);
    if (names !== undefined) expect(problem.errors).toMatchObject([names]);
    expect(JSON.stringify(problem)).not.toContain("must not come back");
    expect(rig.queue.attempts).toBe(0);
    expect(rig.payloads.objects.size).toBe(0);
    expect(rig.payloads.begun).toEqual([]);
    expect(rig.edge.entries.size).toBe(0);
  });

  it("leaves Object.prototype alone", () => {
    expect(Reflect.get({}, "x")).toBeUndefined();
  });

  it("takes metadata that fits with the stamp to the byte", async () => {
    const rig = new ProducerRig();
    // {"m":"…","sluice":{"v":"<22>","t":"text/plain;charset=UTF-8"}}
    const room =
      1_024 -
      '{"m":"","sluice":{"v":"0123456789012345678901","t":"text/plain;charset=UTF-8"}}'.length;
    const metadata = (length: number) => ({ "Sluice-Metadata": `{"m":"${"m".repeat(length)}"}` });
    expect((await rig.put("a", "x", { headers: metadata(room) })).status).toBe(202);
    expect((await rig.put("a", "x", { headers: metadata(room + 1) })).status).toBe(422);
  });
});
