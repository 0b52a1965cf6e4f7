import { describe, expect, it } from "vitest";
import { emptyKeyState, type KeyState, type OpenTouch } from "../../../shared/ledger/key-state.ts";
import type { Report } from "../../../shared/ledger/report.ts";
import { newsOf, replaceNews } from "../../../shared/views/key-news.ts";
import { aCandidate } from "../../support/a-candidate.ts";
import { aPut, aTouch } from "../../support/a-write-intent.ts";
import { APPLIED, EXPIRED, UNKNOWN } from "../../support/outcomes.ts";
import { aVersion, NOW_MS } from "../../support/versions.ts";
import { aValue } from "../../support/view-rig.ts";

const ABSENT = { kind: "applied", as: "absent", operation: null } as const;
const NAME = { namespace: "default", key: "comment:a" };
const TOLD = { ...NAME, atMs: NOW_MS };
const END_MS = NOW_MS + 600_000;

const LEFT = { content: aVersion(1), stamp: aVersion(1), digest: null, expiresAtMs: null };
const written: KeyState = { ...emptyKeyState, done: aVersion(1), written: LEFT };

const touch = aCandidate({ version: aVersion(2), operation: "touch", expiresAtMs: END_MS });
const report = (fields: Partial<Report>): Report => ({
  candidate: aCandidate({ version: aVersion(1) }),
  outcome: APPLIED,
  intent: null,
  ...fields,
});

describe("the news of a report", () => {
  it("bring the value that was written", () => {
    const intent = aPut({ version: aVersion(1) });
    expect(newsOf(NAME, [written, written], report({ intent }), NOW_MS)).toEqual({
      ...TOLD,
      version: aVersion(1),
      touch: "",
      holds: { kind: "value", text: "value", endsAtMs: null },
    });
  });

  it("are none when nothing is known to be written", () => {
    expect(newsOf(NAME, [written, written], report({ outcome: UNKNOWN }), NOW_MS)).toBeNull();
    expect(newsOf(NAME, [emptyKeyState, emptyKeyState], report({}), NOW_MS)).toBeNull();
  });

  it("name no version for a touch of what the ledger does not know", () => {
    const touched = newsOf(
      NAME,
      [emptyKeyState, emptyKeyState],
      report({ candidate: touch }),
      NOW_MS,
    );
    const told = { ...TOLD, version: "", touch: touch.version };
    expect(touched).toEqual({ ...told, holds: { kind: "value", text: null, endsAtMs: END_MS } });
    const ended = report({ candidate: touch, outcome: EXPIRED });
    const gone = newsOf(NAME, [emptyKeyState, emptyKeyState], ended, NOW_MS);
    expect(gone).toEqual({ ...told, holds: { kind: "nothing" } });
  });
});

describe("the news of a touch that found nothing", () => {
  const open: OpenTouch = {
    intent: aTouch({ version: touch.version }),
    operation: "put",
    reason: "pace",
    failures: 0,
    firstFailedAtMs: null,
    notBeforeMs: 0,
    sentUntilMs: 0,
  };
  const absent = report({ candidate: touch, outcome: ABSENT });
  const gone = { ...TOLD, touch: touch.version, holds: { kind: "nothing" } };

  it("say that what was expected has ended", () => {
    expect(newsOf(NAME, [{ ...written, touch: open }, written], absent, NOW_MS)).toEqual({
      ...gone,
      version: aVersion(1),
    });
    expect(
      newsOf(NAME, [{ ...emptyKeyState, touch: open }, emptyKeyState], absent, NOW_MS),
    ).toEqual({ ...gone, version: "" });
  });

  it("are none when the report is a late copy", () => {
    expect(newsOf(NAME, [written, written], absent, NOW_MS)).toBeNull();
  });

  it("are none when nothing was expected", () => {
    const ended = { ...written, written: { ...LEFT, stamp: null } };
    expect(newsOf(NAME, [{ ...ended, touch: open }, ended], absent, NOW_MS)).toBeNull();
  });
});

describe("newer news of a key", () => {
  const pending = aValue("a", { at: 1 }, { version: 1 });
  const holds = { kind: "value", text: null, endsAtMs: END_MS } as const;

  it("keep the value of those that a touch follows", () => {
    for (const version of [pending.version, ""]) {
      const news = { ...pending, version, touch: aVersion(2), holds };
      expect(replaceNews(pending, news)).toEqual({
        ...news,
        version: pending.version,
        holds: { ...holds, text: '{"at":1}' },
      });
    }
  });

  it("keep no value of another version", () => {
    const news = { ...pending, version: aVersion(2), holds };
    expect(replaceNews(pending, news)).toEqual(news);
  });
});
