import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Replay } from "../api/answers.ts";
import type { Answer, Api, Refusal } from "../api/api.ts";
import type { World } from "../api/world.ts";
import { replayView } from "../model/replay-words.ts";

const POLL_MS = 1_000;

type Followed = {
  readonly replay: Replay | null;
  /** Why the last look failed. */
  readonly problem: Refusal | null;
  /** Hands in an answer that came by another way. */
  readonly take: (answer: Answer<Replay>) => void;
};

/** Asks how far a replay is until it is over, then tells so once. */
export function useReplay(api: Api, world: World, id: string, onOver: () => void): Followed {
  const [replay, setReplay] = useState<Replay | null>(null);
  const [problem, setProblem] = useState<Refusal | null>(null);
  const tellOver = useRef(onOver);
  tellOver.current = onOver;
  const take = useCallback((answer: Answer<Replay>) => {
    // A replay that is over stays so, whatever a look of before says late.
    if (answer.kind === "answered") setReplay((before) => (isDone(before) ? before : answer.body));
    setProblem(answer.kind === "answered" ? null : answer);
  }, []);
  const isOver = isDone(replay);
  useEffect(() => {
    if (isOver) return tellOver.current();
    let stop = (): void => {};
    let isLeft = false;
    const look = async () => {
      const answer = await api.get<Replay>(`/v1/replays/${encodeURIComponent(id)}`);
      if (isLeft) return;
      take(answer);
      stop = world.later(POLL_MS, () => void look());
    };
    void look();
    return () => {
      isLeft = true;
      stop();
    };
  }, [api, world, id, isOver, take]);
  return { replay, problem, take };
}

const isDone = (replay: Replay | null): boolean => replay !== null && replayView(replay).isOver;
