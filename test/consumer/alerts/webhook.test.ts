import { afterEach, describe, expect, it, vi } from "vitest";
import { webhook } from "../../../consumer/adapters/webhook.ts";
import type { AlertMessage } from "../../../shared/alerts/alert-message.ts";

const SECRET_URL = "https://hooks.example/T000/very-secret";
const message: AlertMessage = {
  id: "breaker_open:default/1800000000000/firing",
  subject: "breaker_open:default",
  condition: "breaker_open",
  state: "firing",
  sinceMs: 1_800_000_000_000,
  atMs: 1_800_000_060_000,
  summary: "The breaker of the namespace default is open: its writes are held.",
  details: {},
  namespace: "default",
};

const answering = (answer: (request: RequestInit) => Promise<Response>) => {
  const fake = vi.fn((_url: string, request: RequestInit) => answer(request));
  vi.stubGlobal("fetch", fake);
  return fake;
};

afterEach(() => vi.unstubAllGlobals());

describe("the webhook", () => {
  it("gets one JSON document, and any 2xx is enough", async () => {
    const fake = answering(async () => new Response("ignored", { status: 202 }));
    expect(await webhook(SECRET_URL)(message)).toEqual({ ok: true, value: null });
    const [url, request] = fake.mock.calls[0] ?? [];
    expect(url).toBe(SECRET_URL);
    expect(request).toMatchObject({ method: "POST", redirect: "manual" });
    expect(new Headers(request?.headers).get("Content-Type")).toBe("application/json");
    expect(JSON.parse(String(request?.body))).toEqual({
      id: "breaker_open:default/1800000000000/firing",
      condition: "breaker_open",
      state: "firing",
      since: "2027-01-15T08:00:00.000Z",
      at: "2027-01-15T08:01:00.000Z",
      summary: "The breaker of the namespace default is open: its writes are held.",
      details: {},
      namespace: "default",
    });
  });

  it.each([301, 302, 400, 404, 500])("has not taken it when it answers %i", async (status) => {
    answering(async () => new Response(null, { status, headers: { Location: SECRET_URL } }));
    expect(await webhook(SECRET_URL)(message)).toEqual({
      ok: false,
      error: `the webhook answered ${status}, expected 2xx`,
    });
  });

  it("has not taken it when it is out of reach; the error does not name the address", async () => {
    answering(async () => {
      throw new TypeError(`fetch of ${SECRET_URL} failed`);
    });
    const taken = await webhook(SECRET_URL)(message);
    expect(taken).toEqual({ ok: false, error: "the webhook could not be reached" });
  });

  it("is given up when it does not answer in time", async () => {
    answering(
      ({ signal }) =>
        new Promise((_, reject) => {
          signal?.addEventListener("abort", () => reject(signal.reason));
        }),
    );
    expect(await webhook(SECRET_URL, 1)(message)).toEqual({
      ok: false,
      error: "the webhook did not answer within 1 ms",
    });
  });
});
