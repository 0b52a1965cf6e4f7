type Words<Status extends number> = Readonly<Record<Status, string>>;

type Refusals<Status extends number, Schema> = Readonly<
  Record<Status, { readonly description: string; readonly schema: Schema }>
>;

/**
 * Gives a function that describes the refusals of a guarded route in one shape: its own, which it
 * names, and those of every one.
 */
export const describeRefusals =
  <const Schema, const Own extends number, const Guarded extends number>(
    schema: Schema,
    own: Words<Own>,
    guarded: Words<Guarded>,
  ) =>
  <const Status extends Own>(
    ...statuses: readonly Status[]
  ): Refusals<Status | Guarded, Schema> => {
    const chosen = statuses.map((status) => [String(status), own[status]] as const);
    const words = [...Object.entries<string>(guarded), ...chosen];
    return Object.fromEntries(
      words.map(([status, description]) => [status, { description, schema }]),
    ) as Refusals<Status | Guarded, Schema>;
  };
