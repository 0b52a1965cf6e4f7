import { describe, expect, it } from "vitest";
import { SecretWatch } from "./secret-watch.ts";

const watching = (...secrets: readonly unknown[]): SecretWatch => {
  const watch = new SecretWatch();
  for (const secret of secrets) watch.keep(secret);
  return watch;
};

describe("the watch over secrets in logs", () => {
  it("finds a secret, and names it and the line", () => {
    const watch = watching("slc_test_very-secret");
    const lines = ['{"kind":"swept"}', '{"detail":"slc_test_very-secret was refused"}'];
    expect(watch.leaks(lines)).toEqual([`"slc_test_very-secret" is in the log line ${lines[1]}`]);
    expect(() => watch.assertNone(lines)).toThrow("logs hold what nobody may read there");
    expect(() => watch.assertNone(lines.slice(0, 1))).not.toThrow();
  });

  it("finds what JSON escapes", () => {
    const line = JSON.stringify({ detail: 'got a "quoted"\nvalue here' });
    expect(watching('a "quoted"\nvalue').leaks([line])).toHaveLength(1);
    expect(watching('"q"\n').leaks([JSON.stringify({ detail: 'got "q"\n' })])).toHaveLength(1);
  });

  it("finds a short secret as a word only", () => {
    expect(watching("old").leaks(['{"held":1,"detail":"cold"}'])).toEqual([]);
    expect(watching("old").leaks(['{"detail":"got old here"}'])).toHaveLength(1);
  });

  it("finds a long value by its beginning", () => {
    const value = "0123456789".repeat(100);
    expect(watching(value).leaks([`{"detail":"${value.slice(0, 80)}"}`])).toHaveLength(1);
  });

  it("keeps the token, the value and the metadata of a request", () => {
    const headers = new Headers({
      Authorization: "Bearer slc_test_very-secret",
      "Sluice-Metadata": '{"owner":"somebody"}',
    });
    const watch = new SecretWatch();
    watch.keepRequest(headers, "a value of a body");
    watch.keepRequest(
      new Headers(),
      '{"intents":[{"op":"put","key":"user:42","value":"inner value","metadata":{"a":"inner note"}}]}',
    );
    watch.keepRequest(new Headers(), new TextEncoder().encode("bytes of a body"));
    const secrets = ["slc_test_very-secret", '{"owner":"somebody"}', "a value of a body"];
    const inner = ["inner value", "inner note", "bytes of a body"];
    expect(watch.leaks([...secrets, ...inner])).toHaveLength(6);
    expect(watch.leaks(['{"op":"put"}'])).toEqual([]);
  });
});
