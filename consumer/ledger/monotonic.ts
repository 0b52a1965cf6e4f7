/** A clock that never goes back while this instance lives. */
export function monotonic(now: () => number): () => number {
  let lastMs = 0;
  return () => {
    lastMs = Math.max(lastMs, now());
    return lastMs;
  };
}
