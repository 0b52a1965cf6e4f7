import { filterQuery, type LetterFilter } from "../model/letter-filter.ts";
import { problemWords } from "../model/problem-words.ts";
import { isSelected, type Selection } from "../model/selection.ts";
import { isoTime } from "../model/time.ts";
import { counted } from "../model/words.ts";
import type { Api } from "./api.ts";
import { letterPages } from "./letter-pages.ts";
import type { World } from "./world.ts";

type Download = {
  readonly api: Api;
  readonly world: World;
  readonly filter: LetterFilter;
  readonly wanted: Selection;
  /** Needs the scope `read`; without them the file cannot be imported. */
  readonly withValues: boolean;
  /** How many letters have come. */
  readonly tell: (letters: number) => void;
};

/** Pages of large letters are shorter. */
const PAGE_LETTERS = "200";

/** Saves the letters as `sluice dlq export` prints them; resolves to what came of it, in words. */
export async function downloadLetters(download: Download): Promise<string> {
  const { api, world, filter, wanted, withValues, tell } = download;
  const values = withValues ? { values: "true" } : {};
  const query = { ...filterQuery(filter, world.now()), ...values, limit: PAGE_LETTERS };
  const lines: string[] = [];
  for await (const page of letterPages(api, query)) {
    if (page.kind !== "answered") return `Nothing was saved. ${problemWords(page)}`;
    for (const letter of page.body.deadLetters) {
      if (isSelected(wanted, letter.id)) lines.push(`${JSON.stringify(letter)}\n`);
    }
    tell(lines.length);
    const isWhole = wanted.kind === "some" && lines.length >= wanted.ids.length;
    if (isWhole) break;
  }
  const time = isoTime(world.now()).slice(0, 19).replaceAll(/[-:]/g, "");
  world.save(`sluice-dead-letters-${time}.jsonl`, lines);
  const without = withValues ? "" : " without their values, which need the scope read";
  return `Saved ${counted(lines.length, "letter")}${without}.`;
}
