/** https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile */
export type CpuProfile = {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[];
};

export type FunctionShare = { readonly name: string; readonly share: number };

/** Not the isolate's own: it waits, or another one of the same thread runs. */
const ELSEWHERE: ReadonlySet<string> = new Set(["(idle)", "(program)"]);

/** The functions in which an isolate spent its time itself, as shares of all that it spent. */
export function topFunctions(profile: CpuProfile, count: number): readonly FunctionShare[] {
  const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const spent = new Map<string, number>();
  let all = 0;
  for (const [index, sample] of profile.samples.entries()) {
    const name = names.get(sample) ?? "";
    if (ELSEWHERE.has(name)) continue;
    const tookUs = profile.timeDeltas[index] ?? 0;
    all += tookUs;
    spent.set(name, (spent.get(name) ?? 0) + tookUs);
  }
  return [...spent]
    .map(([name, tookUs]) => ({ name, share: tookUs / all }))
    .sort((a, b) => b.share - a.share)
    .slice(0, count);
}

const nameOf = ({ functionName, lineNumber }: CpuProfile["nodes"][number]["callFrame"]): string =>
  functionName.startsWith("(") ? functionName : `${functionName || "anonymous"}:${lineNumber + 1}`;
