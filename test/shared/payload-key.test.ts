import { describe, expect, it } from "vitest";
import {
  keyOfPayloadLabels,
  PAYLOAD_PREFIX,
  payloadKey,
  payloadLabels,
  versionOfPayloadKey,
} from "../../shared/payload-key.ts";
import { fc } from "../support/property.ts";
import { aVersion } from "../support/versions.ts";

describe("the name of a payload", () => {
  it("lies under the prefix of all payloads and gives its version back", () => {
    expect(payloadKey(aVersion())).toBe(`${PAYLOAD_PREFIX}${aVersion()}`);
    expect(versionOfPayloadKey(payloadKey(aVersion()))).toBe(aVersion());
  });

  it.each(["backups/2027", "", "payload", `x${PAYLOAD_PREFIX}${aVersion()}`])(
    "stands for no version when it is %j",
    (objectKey) => {
      expect(versionOfPayloadKey(objectKey)).toBeNull();
    },
  );

  it.each(["", "notes.txt", `${aVersion()}/copy`])(
    "stands for no version when %j follows the prefix",
    (rest) => {
      expect(versionOfPayloadKey(`${PAYLOAD_PREFIX}${rest}`)).toBeNull();
    },
  );
});

describe("the labels of a payload", () => {
  it("give every key back and fit a header", () => {
    const key = fc.string({ unit: "binary", minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(key, (text) => {
        const labels = payloadLabels({ namespace: "default", key: text });
        expect(labels.key).toMatch(/^[!-~]+$/);
        expect(keyOfPayloadLabels(labels)).toEqual({ namespace: "default", key: text });
      }),
    );
  });

  it.each<readonly [string, Record<string, string> | undefined]>([
    ["missing", undefined],
    ["without a key", { namespace: "default" }],
    ["without a namespace", { key: "a" }],
    ["malformed", { namespace: "default", key: "%E0%A4%A" }],
  ])("name no key when they are %s", (_case, labels) => {
    expect(keyOfPayloadLabels(labels)).toBeNull();
  });
});
