import { useState } from "preact/hooks";
import type { Replay } from "../api/answers.ts";
import type { Api } from "../api/api.ts";
import type { World } from "../api/world.ts";
import { problemWords } from "../model/problem-words.ts";
import { replayView } from "../model/replay-words.ts";
import { useReplay } from "./use-replay.ts";

type ReplayProgressProps = {
  readonly api: Api;
  readonly world: World;
  readonly id: string;
  readonly mayAct: boolean;
  readonly onOver: () => void;
  readonly onHide: () => void;
};

/** Follows a replay until it is over; it goes on without anybody who looks. */
export function ReplayProgress(props: ReplayProgressProps) {
  const { api, world, id, mayAct, onOver, onHide } = props;
  const { replay, problem, take } = useReplay(api, world, id, onOver);
  const [isCancelling, setCancelling] = useState(false);
  const path = `/v1/replays/${encodeURIComponent(id)}`;
  const cancel = async () => {
    setCancelling(true);
    const answer = await api.remove<Replay>(path);
    setCancelling(false);
    take(answer);
  };
  const view = replay === null ? null : replayView(replay);
  return (
    <section class="replay" aria-labelledby="replay-heading">
      <h3 id="replay-heading">{view?.title ?? "Replay"}</h3>
      {view !== null && (
        <>
          <progress
            aria-label="Replay progress"
            max={Math.max(1, view.of)}
            value={view.of === 0 ? 1 : view.done}
          />
          <p role={view.isOver ? "status" : undefined}>{view.words}</p>
        </>
      )}
      {problem !== null && (
        <p class="notice warn">{problemWords(problem)} The replay goes on by itself.</p>
      )}
      <p class="hint">
        <code>{id}</code>
      </p>
      <div class="buttons">
        {view !== null && !view.isOver && mayAct && (
          <button
            type="button"
            class="danger"
            disabled={isCancelling}
            onClick={() => void cancel()}
          >
            Cancel replay
          </button>
        )}
        <button type="button" onClick={onHide}>
          Hide
        </button>
      </div>
    </section>
  );
}
