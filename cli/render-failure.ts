import { printable } from "./escape-control.ts";
import type { Failure } from "./failure.ts";
import { styleFor } from "./style.ts";
import { wrapWords } from "./text-width.ts";
import type { World } from "./world.ts";

const LABEL_WIDTH = "error: ".length;

/** What happened, what was expected, what to do next: the text for stderr. */
export function renderFailure(failure: Failure, world: World): string {
  const style = styleFor(world.stderr, world.env);
  const { isTerminal, columns } = world.stderr;
  const width = isTerminal ? columns - LABEL_WIDTH : Number.POSITIVE_INFINITY;
  const paragraph = (label: string, text: string, paint: (label: string) => string): string =>
    wrapWords(printable(text), width)
      .map((line, index) => {
        const space = " ".repeat(LABEL_WIDTH - (index === 0 ? label.length : 0));
        return `${index === 0 ? paint(label) : ""}${space}${line}\n`;
      })
      .join("");
  return [
    paragraph("error:", failure.what, style.bad),
    ...failure.details.map((detail) => paragraph("", detail, (label) => label)),
    ...(failure.next === null ? [] : [paragraph("next:", failure.next, style.bold)]),
  ].join("");
}
