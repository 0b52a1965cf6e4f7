type QueuedWrite = { readonly key: string; readonly value: string };

/** A message as the baselines send it; they do not check what they read, and neither do we. */
export const readQueued = (body: unknown): QueuedWrite => body as QueuedWrite;
