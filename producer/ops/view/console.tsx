import { useEffect, useMemo, useState } from "preact/hooks";
import type { NamedKey, Window } from "../api/answers.ts";
import type { Api } from "../api/api.ts";
import { type Live, LiveData, NOTHING_YET } from "../api/live-data.ts";
import type { World } from "../api/world.ts";
import { healthOf } from "../model/health.ts";
import { DEFAULT_PACE_MS } from "../model/polling.ts";
import { runningReplay } from "../model/replay-words.ts";
import { tilesOf } from "../model/tiles.ts";
import { AttentionList } from "./attention-list.tsx";
import { Fence } from "./fence.tsx";
import { History } from "./history.tsx";
import { Inspector } from "./inspector.tsx";
import { Letters } from "./letters.tsx";
import { Shortcuts } from "./shortcuts.tsx";
import type { SignInReason } from "./sign-in.tsx";
import { StatusLine } from "./status-line.tsx";
import { Tiles } from "./tiles.tsx";
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
  const [lookedAt, setLookedAt] = useState<NamedKey | null>(null);
  const [live, data] = useLive(api, world, paceMs, window, onEnd);
  const theme = useTheme(world.preferences);
  const { slots } = live;
  const now = world.now();
  const known = {
    metrics: slots.metrics.body,
    summary: slots.summary.body,
    usage: slots.usage.body,
    namespaces: slots.namespaces.body?.namespaces ?? [],
  };
  const scopes = slots.token.body?.scopes ?? [];
  const deadInDay = slots.day.body?.totals.dead ?? null;
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
        <StatusLine health={healthOf(known, now)} live={live} world={world} paceMs={paceMs} />
        <Fence name="Figures">
          <Tiles tiles={tilesOf(known, deadInDay, now)} slots={slots} now={now} />
        </Fence>
        <Fence name="Attention">
          <AttentionList slots={slots} now={now} onKey={setLookedAt} />
        </Fence>
        <Fence name="Dead letters">
          <Letters
            api={api}
            world={world}
            live={live}
            scopes={scopes}
            running={runningReplay(slots.audit.body?.entries ?? [])}
            onKey={setLookedAt}
            onDone={() => data.refresh()}
          />
        </Fence>
        <Fence name="Key inspector">
          <Inspector api={api} world={world} live={live} scopes={scopes} looked={lookedAt} />
        </Fence>
        <Fence name="History">
          <History slots={slots} window={window} onWindow={setWindow} />
        </Fence>
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
