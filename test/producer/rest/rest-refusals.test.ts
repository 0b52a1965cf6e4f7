import { describe, expect, it } from "vitest";
import { PROBLEMS, type ProblemSlug, problem } from "../../../producer/problems.ts";
import { restProblemResponse } from "../../../producer/rest/rest-problem.ts";
import { ProducerRig } from "../../support/producer-rig.ts";
import { refusalOf, restCaller, restPath } from "../../support/rest-rig.ts";

/** Every route, as a request that touches the key `key`. */
const requests = (key: string): readonly (readonly [string, string, unknown])[] => [
  ["PUT", `values/${encodeURIComponent(key)}`, "v"],
  ["DELETE", `values/${encodeURIComponent(key)}`, undefined],
  ["GET", `values/${encodeURIComponent(key)}`, undefined],
  ["GET", `metadata/${encodeURIComponent(key)}`, undefined],
  ["GET", `keys?prefix=${encodeURIComponent(key)}`, undefined],
  [
    "PUT",
    "bulk",
    [
      { key: "tenant:a/1", value: "v" },
      { key, value: "v" },
    ],
  ],
  ["POST", "bulk/delete", ["tenant:a/1", key]],
  ["DELETE", "bulk", ["tenant:a/1", key]],
  ["POST", "bulk/get", { keys: ["tenant:a/1", key] }],
];

const rigOfTenant = () =>
  new ProducerRig({
    settings: { NAMESPACES: { default: "KV", other: "OTHER" } },
    tokens: { all: {}, tenant: { prefixes: ["tenant:a/"], namespaces: ["default"] } },
  });

function send(
  rig: ProducerRig,
  method: string,
  path: string,
  body: unknown,
  tokenId: string | null = "all",
) {
  const text = body === undefined ? null : JSON.stringify(body);
  return rig.request(path, { method, body: text }, tokenId);
}

function expectUntouched(rig: ProducerRig): void {
  expect(rig.queue.attempts).toBe(0);
  expect(rig.values.gets).toBe(0);
}

describe.each(requests("tenant:b/1"))("%s %s", (method, rest, body) => {
  it("answers 403 with 10000 to a token that covers other keys", async () => {
    const rig = rigOfTenant();
    const response = await send(rig, method, restPath(rest), body, "tenant");
    expect(await refusalOf(response)).toMatchObject({ status: 403, errors: [{ code: 10000 }] });
    expectUntouched(rig);
  });

  it("answers 403 with 10000 to a token that covers other namespaces", async () => {
    const rig = rigOfTenant();
    for (const namespace of ["other", "nowhere"]) {
      const response = await send(rig, method, restPath(rest, namespace), body, "tenant");
      expect(await refusalOf(response)).toMatchObject({ status: 403, errors: [{ code: 10000 }] });
    }
    expectUntouched(rig);
  });

  it("answers 404 with 10013 for a namespace that there is not", async () => {
    const rig = rigOfTenant();
    const response = await send(rig, method, restPath(rest, "nowhere"), body);
    expect(await refusalOf(response)).toMatchObject({ status: 404, errors: [{ code: 10013 }] });
    expectUntouched(rig);
  });

  it("answers 401 with 10000 and asks for a token", async () => {
    const rig = rigOfTenant();
    const response = await send(rig, method, restPath(rest), body, null);
    expect(response.headers.get("WWW-Authenticate")).toBe("Bearer");
    expect(await refusalOf(response)).toMatchObject({ status: 401, errors: [{ code: 10000 }] });
    expectUntouched(rig);
  });
});

it.each(requests("tenant:a/2"))("a token with prefixes may %s %s", async (method, rest, body) => {
  const rig = rigOfTenant();
  const response = await send(rig, method, restPath(rest), body, "tenant");
  expect([200, 404]).toContain(response.status);
});

describe("refusals below /client/v4", () => {
  it.each([
    ["GET", restPath("values/absent"), 404, 10009],
    ["GET", restPath("metadata/absent"), 404, 10009],
    ["GET", "/client/v4/accounts/any/storage/kv/namespaces", 404, 7003],
    ["GET", "/client/v4", 404, 7003],
    ["GET", restPath("values/%FF"), 400, 10001],
    ["PUT", restPath(`values/${"x".repeat(513)}`), 400, 10001],
    ["POST", restPath("keys"), 405, 10405],
  ])("%s %s answers %i with %i", async (method, path, status, code) => {
    const response = await send(new ProducerRig(), method, path, undefined);
    expect(response.headers.get("Content-Type")).toBe("application/json");
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(await refusalOf(response)).toMatchObject({ status, errors: [{ code }] });
  });

  it("name the methods that a route takes", async () => {
    const response = await send(new ProducerRig(), "POST", restPath("bulk"), []);
    expect(response.headers.get("Allow")).toBe("PUT, DELETE");
  });

  it("say that KV did not answer", async () => {
    const rig = new ProducerRig();
    rig.values.isBroken = true;
    const responses = [
      await restCaller(rig).get("values/a"),
      await restCaller(rig).get("metadata/a"),
      await restCaller(rig).postJson("bulk/get", { keys: ["a"] }),
    ];
    for (const response of responses) {
      expect(response.headers.get("Retry-After")).toBe("1");
      expect(await refusalOf(response)).toMatchObject({ status: 503, errors: [{ code: 10001 }] });
    }
  });

  it.each(Object.keys(PROBLEMS) as ProblemSlug[])(
    "can say %s, with a number and words",
    async (slug) => {
      const { status, errors } = await refusalOf(restProblemResponse(problem(slug, "the detail")));
      expect(status).toBe(PROBLEMS[slug].status === 422 ? 400 : PROBLEMS[slug].status);
      expect(errors).toHaveLength(1);
      expect(errors[0]?.code).toBeGreaterThan(0);
      expect(errors[0]?.message).toContain("the detail");
    },
  );
});
