import type { Notes, World } from "../api/world.ts";

/** Longer than the slowest answer: a replay of many letters is counted in the ledger first. */
const ANSWER_TIMEOUT_MS = 20_000;

export const browser: World = {
  ask: (path, init) =>
    fetch(path, {
      ...init,
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
    }),
  now: () => Date.now(),
  dice: () => Math.random(),
  later(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
  isHidden: () => document.hidden,
  onVisibility(run) {
    document.addEventListener("visibilitychange", run);
    return () => document.removeEventListener("visibilitychange", run);
  },
  session: notesIn(() => sessionStorage),
  preferences: notesIn(() => localStorage),
  save(name, parts) {
    const url = URL.createObjectURL(new Blob([...parts], { type: "application/x-ndjson" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), ANSWER_TIMEOUT_MS);
  },
};

/** Browsers may forbid storage: then nothing is remembered, and the page goes on. */
function notesIn(open: () => Storage): Notes {
  const attempt = <T>(use: (storage: Storage) => T): T | null => {
    try {
      return use(open());
    } catch {
      return null;
    }
  };
  return {
    get: (name) => attempt((storage) => storage.getItem(`sluice.${name}`)),
    set: (name, value) =>
      void attempt((storage) =>
        value === null
          ? storage.removeItem(`sluice.${name}`)
          : storage.setItem(`sluice.${name}`, value),
      ),
  };
}
