type Placed = { readonly namespace: string };

/**
 * What is wrong with the namespaces that members of a setting name, by the members' names: a source
 * in one that nobody has is never asked, and a view in one shows nothing.
 */
export const namespaceProblems = (
  members: readonly (readonly [name: string, member: Placed])[],
  namespaces: object,
): readonly string[] =>
  members
    .filter(([, { namespace }]) => !Object.hasOwn(namespaces, namespace))
    .map(([name]) => `${JSON.stringify(name)}.namespace: expected a namespace of NAMESPACES`);
