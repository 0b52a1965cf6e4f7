import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Live } from "../api/live-data.ts";
import type { World } from "../api/world.ts";
import { freshness } from "../model/freshness.ts";
import type { Health, HealthKind } from "../model/health.ts";
import { Mark } from "./mark.tsx";
import { useNow } from "./use-now.ts";

type StatusLineProps = {
  readonly health: Health;
  readonly live: Live;
  readonly world: World;
  readonly paceMs: number | null;
};

const TONES: Readonly<Record<HealthKind, "good" | "bad" | "unknown">> = {
  healthy: "good",
  attention: "bad",
  unknown: "unknown",
};

/** Is it healthy, in words, and how old is that answer? */
export function StatusLine({ health, live, world, paceMs }: StatusLineProps) {
  const nowMs = useNow(world);
  const fresh = freshness({ ...live, paceMs, isHidden: world.isHidden() }, nowMs);
  const shown = fresh.kind === "lost" ? UNKNOWN : health;
  const isAwaited = health.kind === "unknown" && fresh.kind !== "lost";
  const announcement = useCalm(
    isAwaited ? "" : `${shown.word}. ${shown.reasons.join(" ")}`.trim(),
    world,
  );
  useLayoutEffect(() => showInTab(shown), [shown.kind, shown.word]);
  return (
    <section class={`state ${shown.kind}`} aria-labelledby="state-heading">
      <h2 id="state-heading" class="unseen">
        State
      </h2>
      <p class="verdict">
        <Mark tone={TONES[shown.kind]} />
        <span>
          <strong>{shown.word}.</strong> {shown.kind === health.kind ? "" : "Last known: "}
          {health.figures}
        </span>
      </p>
      {shown.reasons.length > 0 && (
        <ul class="reasons">
          {shown.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      <p class={`freshness ${fresh.kind}`}>{fresh.words}</p>
      <p class="unseen" role="status">
        {announcement}
      </p>
    </section>
  );
}

const UNKNOWN: Pick<Health, "kind" | "word" | "reasons"> = {
  kind: "unknown",
  word: "Unknown",
  reasons: [],
};

function showInTab({ kind, word }: Pick<Health, "kind" | "word">): void {
  document.title = `${word} · Sluice operations`;
  document.querySelector("link[rel=icon]")?.setAttribute("href", `/ops/${kind}.svg`);
}

/** Whoever listens hears of a change at most this often; the first answer is not kept waiting. */
const CALM_MS = 30_000;

function useCalm(text: string, world: World): string {
  const [said, setSaid] = useState("");
  const saidAtMs = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (text === said) return;
    const waitMs = Math.max(0, saidAtMs.current + CALM_MS - world.now());
    return world.later(waitMs, () => {
      saidAtMs.current = world.now();
      setSaid(text);
    });
  }, [text, said, world]);
  return said;
}
