import { styleText } from "node:util";
import type { Output, World } from "./world.ts";

export type Style = {
  readonly bold: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
};

/** Colour only where a person looks and did not ask for none (https://no-color.org). */
export function styleFor(output: Output, env: World["env"]): Style {
  const hasColor = output.isTerminal && (env.NO_COLOR ?? "") === "" && env.TERM !== "dumb";
  const painted = (format: "bold" | "green" | "red") => (text: string) =>
    hasColor ? styleText(format, text, { validateStream: false }) : text;
  return {
    bold: painted("bold"),
    good: painted("green"),
    bad: painted("red"),
  };
}
