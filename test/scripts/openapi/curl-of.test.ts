import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { curlOf } from "../../../scripts/openapi/curl-of.ts";

/** What a shell passes to curl, argument by argument. */
function argumentsIn(command: string): readonly string[] {
  const script = `curl() { for a in "$@"; do printf '%s\\0' "$a"; done; }\n${command}`;
  const env = { SLUICE_URL: "https://sluice.example", SLUICE_TOKEN: "slc_a_b" };
  const { stdout } = spawnSync("sh", ["-c", script], { env, encoding: "utf8" });
  return stdout.split("\0").slice(0, -1);
}

it("writes a command that a shell understands as it was meant", () => {
  const request = {
    method: "PUT",
    url: "/v1/kv/default/it's?a=1&b=$HOME",
    headers: { "Sluice-Metadata": `{"who":"O'Hara $(id)"}` },
    body: "line one\n'line two' `id`",
  };
  expect(argumentsIn(curlOf(request, "token"))).toEqual([
    "-X",
    "PUT",
    `https://sluice.example${request.url}`,
    "-H",
    "Authorization: Bearer slc_a_b",
    "-H",
    `Sluice-Metadata: {"who":"O'Hara $(id)"}`,
    "--data-binary",
    request.body,
  ]);
});

it("sends no token where none is asked for", () => {
  const request = { method: "GET", url: "/healthz", headers: {}, body: null };
  expect(curlOf(request, "public")).toBe('curl "$SLUICE_URL/healthz"');
});
