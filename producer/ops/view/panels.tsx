import { useState } from "preact/hooks";
import type { NamedKey, Window } from "../api/answers.ts";
import type { Api } from "../api/api.ts";
import type { Live } from "../api/live-data.ts";
import type { World } from "../api/world.ts";
import type { Known } from "../model/health.ts";
import { runningReplay } from "../model/replay-words.ts";
import { tilesOf } from "../model/tiles.ts";
import { AttentionList } from "./attention-list.tsx";
import { Fence } from "./fence.tsx";
import { History } from "./history.tsx";
import { Inspector } from "./inspector.tsx";
import { Letters } from "./letters.tsx";
import { Tiles } from "./tiles.tsx";

type PanelsProps = {
  readonly api: Api;
  readonly world: World;
  readonly live: Live;
  readonly known: Known;
  readonly window: Window;
  readonly onWindow: (window: Window) => void;
  /** Something was done that changes the figures. */
  readonly onDone: () => void;
};

/** Each part behind a fence of its own. */
export function Panels({ api, world, live, known, window, onWindow, onDone }: PanelsProps) {
  const [lookedAt, setLookedAt] = useState<NamedKey | null>(null);
  const { slots } = live;
  const nowMs = world.now();
  const scopes = slots.token.body?.scopes ?? [];
  const deadInDay = slots.day.body?.totals.dead ?? null;
  return (
    <>
      <Fence name="Figures">
        <Tiles tiles={tilesOf(known, deadInDay, nowMs)} live={live} nowMs={nowMs} />
      </Fence>
      <div class="pair">
        <Fence name="Attention">
          <AttentionList slots={slots} nowMs={nowMs} onKey={setLookedAt} />
        </Fence>
        <Fence name="Key inspector">
          <Inspector api={api} world={world} live={live} scopes={scopes} looked={lookedAt} />
        </Fence>
      </div>
      <Fence name="History">
        <History slots={slots} window={window} onWindow={onWindow} />
      </Fence>
      <Fence name="Dead letters">
        <Letters
          api={api}
          world={world}
          live={live}
          scopes={scopes}
          running={runningReplay(slots.audit.body?.entries ?? [])}
          onKey={setLookedAt}
          onDone={onDone}
        />
      </Fence>
    </>
  );
}
