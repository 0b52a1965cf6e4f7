/**
 * What the shell gets. Scripts rely on these numbers; `sluice --help` prints the same table.
 */
export const EXIT = {
  ok: 0,
  failure: 1,
  usage: 2,
  authentication: 3,
  notFound: 4,
  unreachable: 7,
  degraded: 8,
  interrupted: 130,
} as const;
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** For people, in the order of the numbers. */
export const EXIT_MEANINGS: readonly (readonly [ExitStatus, string])[] = [
  [EXIT.ok, "done"],
  [EXIT.failure, "failed, or refused by the producer"],
  [EXIT.usage, "wrong command, option or argument; nothing was sent"],
  [EXIT.authentication, "no token, or one that is not allowed to do this"],
  [EXIT.notFound, "no such key, dead letter, replay, purge or namespace"],
  [EXIT.unreachable, "the producer could not be reached"],
  [EXIT.degraded, "degraded pipeline, or only part was done"],
  [EXIT.interrupted, "interrupted by Ctrl-C"],
];
