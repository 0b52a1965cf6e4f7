import { useEffect, useState } from "preact/hooks";
import type { World } from "../api/world.ts";

const TICK_MS = 1_000;

/** The time, anew every second. */
export function useNow(world: World): number {
  const [nowMs, setNow] = useState(world.now());
  useEffect(() => {
    let cancel = (): void => {};
    const tick = () => {
      setNow(world.now());
      cancel = world.later(TICK_MS, tick);
    };
    tick();
    return () => cancel();
  }, [world]);
  return nowMs;
}
