import { useEffect, useMemo, useState } from "preact/hooks";
import type { Window } from "../api/answers.ts";
import type { Api } from "../api/api.ts";
import { type Live, LiveData, NOTHING_YET } from "../api/live-data.ts";
import type { World } from "../api/world.ts";
import { knownBody } from "../model/freshness.ts";
import { healthOf } from "../model/health.ts";
import { DEFAULT_PACE_MS } from "../model/polling.ts";
import { problemWords } from "../model/problem-words.ts";
import { Panels } from "./panels.tsx";
import { Shortcuts } from "./shortcuts.tsx";
import type { SignInReason } from "./sign-in.tsx";
import { StatusLine } from "./status-line.tsx";
import { TopBar } from "./top-bar.tsx";
import { useTheme } from "./use-theme.ts";

type ConsoleProps = {
  readonly api: Api;
  readonly world: World;
  readonly onEnd: (reason: SignInReason) => void;
};

/** Everything behind the token, on one screen. */
export function Console({ api, world, onEnd }: ConsoleProps) {
  const [paceMs, setPaceMs] = useState<number | null>(DEFAULT_PACE_MS);
  const [window, setWindow] = useState<Window>("1h");
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [live, data] = useLive(api, world, paceMs, window, onEnd);
  const theme = useTheme(world.preferences);
  const { slots } = live;
  const nowMs = world.now();
  const known = {
    metrics: slots.metrics.body,
    summary: knownBody(slots.summary, nowMs),
    usage: slots.usage.body,
    namespaces: knownBody(slots.namespaces, nowMs)?.namespaces ?? null,
  };
  return (
    <>
      <a class="skip" href="#letters">
        Skip to dead letters
      </a>
      <TopBar
        paceMs={paceMs}
        theme={theme}
        tokenId={slots.token.body?.id ?? null}
        onHelp={() => setHelpOpen(true)}
        onPace={setPaceMs}
        onRefresh={() => data.refresh()}
        onLeave={() => onEnd("left")}
      />
      <main>
        <StatusLine health={healthOf(known, nowMs)} live={live} world={world} paceMs={paceMs} />
        {slots.token.body === null ? (
          <p class="panel empty">
            Waiting for Sluice to take the token …{" "}
            {slots.token.problem !== null && problemWords(slots.token.problem)}
          </p>
        ) : (
          <Panels
            api={api}
            world={world}
            live={live}
            known={known}
            window={window}
            onWindow={setWindow}
            onDone={() => data.refresh()}
          />
        )}
      </main>
      <Shortcuts
        world={world}
        isHelpOpen={isHelpOpen}
        onHelp={setHelpOpen}
        onPause={() => setPaceMs(paceMs === null ? DEFAULT_PACE_MS : null)}
        onTheme={theme.next}
      />
    </>
  );
}

function useLive(
  api: Api,
  world: World,
  paceMs: number | null,
  window: Window,
  onEnd: (reason: SignInReason) => void,
): readonly [Live, LiveData] {
  const [live, setLive] = useState(NOTHING_YET);
  // The pace is set below: another one is no reason to begin anew.
  const data = useMemo(() => new LiveData(api, world, paceMs, setLive), [api, world]);
  useEffect(() => data.start(), [data]);
  useEffect(() => data.setPace(paceMs), [data, paceMs]);
  useEffect(() => data.setWindow(window), [data, window]);
  const { problem } = live.slots.token;
  const isForbidden = problem?.kind === "refused" && problem.status === 403;
  useEffect(() => {
    if (live.isRefused) onEnd("refused");
    else if (isForbidden) onEnd("forbidden");
  }, [live.isRefused, isForbidden, onEnd]);
  return [live, data];
}
