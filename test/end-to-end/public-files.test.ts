import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { realWrangler } from "../../scripts/deploy/wrangler.ts";
import { PUBLIC_FILES } from "../../scripts/openapi/public-files.ts";
import { ROOT } from "../support/read-imports.ts";
import { runSluice } from "../support/run-sluice.ts";
import { startedOnce } from "../support/started-once.ts";

const sluice = startedOnce(runSluice);

/** Without a token. */
const ask = (path: string, init: RequestInit = {}) =>
  fetch(sluice.url + path, { redirect: "manual", ...init });

describe("the public files of the running producer", () => {
  it.each(PUBLIC_FILES)("$path comes without a token and is not sniffed", async (file) => {
    const response = await ask(file.path);
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toContain(file.mediaType);
    expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(await response.text()).toMatch(/\S/);
    expect((await ask(file.path, { method: "HEAD" })).status).toBe(200);
    expect((await ask(file.path, { method: "POST" })).status).toBe(405);
  });

  it("/openapi.json is the committed document", async () => {
    const committed = readFileSync(join(ROOT, "producer/public/openapi.json"), "utf8");
    expect(await (await ask("/openapi.json")).text()).toBe(committed);
  });

  it("/docs runs only its own script and style, and finds them", async () => {
    const response = await ask("/docs");
    const policy = response.headers.get("Content-Security-Policy");
    expect(policy).toContain("default-src 'none'; style-src 'self'; script-src 'self'");
    expect(policy).not.toContain("unsafe");
    const page = await response.text();
    const files = [...page.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)].map((match) => match[1]);
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) expect((await ask(file ?? "")).status).toBe(200);
  });
});

describe("/ops", () => {
  it("runs only its own script and style under Trusted Types, and finds its files", async () => {
    const response = await ask("/ops");
    const policy = response.headers.get("Content-Security-Policy");
    expect(policy).toContain("script-src 'self'; style-src 'self'");
    expect(policy).toContain("require-trusted-types-for 'script'; trusted-types 'none'");
    expect(policy).not.toContain("unsafe");
    expect(response.headers.get("X-Frame-Options")).toBe("DENY");
    const page = await response.text();
    const files = [...page.matchAll(/(?:src|href)="(\/ops\/[^"]+)"/g)].map((match) => match[1]);
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) {
      const found = await ask(file ?? "");
      expect(found.status).toBe(200);
      expect(found.headers.get("X-Content-Type-Options")).toBe("nosniff");
    }
  });

  it("is found with a slash at its end, too", async () => {
    const response = await ask("/ops/");
    expect(response.status).toBe(307);
    expect(response.headers.get("Location")).toBe("/ops");
  });
});

describe("the Worker beside the files", () => {
  it.each([
    "/",
    "/docs/nothing",
    "/ops/nothing",
    "/ops.json",
    "/_headers",
    "/docs.json",
    "/v1",
    "/nothing",
  ])("answers %s with its own 404", async (path) => {
    const response = await ask(path);
    expect(response.status).toBe(404);
    expect(response.headers.get("Content-Type")).toBe("application/problem+json");
  });

  it("answers /healthz", async () => {
    const response = await ask("/healthz");
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: "ok" });
  });

  it.each(["openapi.json", "..%2F..%2F..%2Fopenapi.json", "docs", "_headers"])(
    "takes %s for a key like any other",
    async (key) => {
      expect((await ask(`/v1/kv/default/${key}`)).status).toBe(401);
      const found = await sluice.fetch(`/v1/kv/default/${key}`);
      expect(found.status).toBe(404);
      expect(await found.json()).toMatchObject({ type: "urn:sluice:problem:key-unknown" });
    },
  );

  it("does not carry the document in its bundle", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sluice-bundle-"));
    try {
      const args = ["deploy", "-c", "wrangler.producer.toml", "--dry-run", "--outdir", folder];
      const result = await realWrangler(args);
      expect(result.status, result.stderr).toBe(0);
      const scripts = readdirSync(folder).filter((name) => name.endsWith(".js"));
      const code = scripts.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
      expect(code).toContain("postIntents");
      expect(code).not.toMatch(/x-codeSamples|securitySchemes|<!doctype html>|DetailedError/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
