import type { Live, Slot, Slots } from "../api/live-data.ts";
import { problemWords } from "../model/problem-words.ts";
import type { Tile } from "../model/tiles.ts";
import { formatSpan } from "../model/words.ts";
import { Sparkline } from "./sparkline.tsx";

type TilesProps = {
  readonly tiles: readonly Tile[];
  readonly live: Live;
  readonly nowMs: number;
};

export function Tiles({ tiles, live, nowMs }: TilesProps) {
  return (
    <section aria-labelledby="figures-heading">
      <h2 id="figures-heading" class="unseen">
        Figures
      </h2>
      <ul class="tiles">
        {tiles.map((tile) => (
          <TileCard key={tile.id} tile={tile} slot={slotOf(tile, live)} nowMs={nowMs} />
        ))}
      </ul>
    </section>
  );
}

/**
 * Where the figure comes from: if that fails, the tile says so and the others go on. When nothing is
 * answered at all, the status line says that once.
 */
function slotOf(tile: Tile, { slots, failures }: Live): Slot<unknown> {
  const slot = sourceOf(tile, slots);
  return failures === 0 ? slot : { ...slot, problem: null };
}

function sourceOf(tile: Tile, slots: Slots): Slot<unknown> {
  if (tile.id === "dead") return slots.summary;
  return tile.id === "budget" ? slots.usage : slots.metrics;
}

type TileCardProps = {
  readonly tile: Tile;
  readonly slot: Slot<unknown>;
  readonly nowMs: number;
};

function TileCard({ tile, slot, nowMs }: TileCardProps) {
  const isLoading = slot.body === null && slot.problem === null;
  return (
    <li class={`tile ${tile.tone}`} aria-busy={isLoading}>
      <h3>
        <a href={tile.href}>{tile.title}</a>
      </h3>
      <p class="value">{tile.value}</p>
      {tile.share !== null && (
        <progress max={1} value={tile.share} aria-label={`${tile.title}: share of the limit`} />
      )}
      <p class="detail">{isLoading ? "loading …" : tile.detail}</p>
      {slot.problem !== null && (
        <p class="problem">
          {problemWords(slot.problem)}
          {slot.atMs !== null && ` Shown is what was ${formatSpan(nowMs - slot.atMs)} ago.`}
        </p>
      )}
      <Sparkline values={tile.spark} />
    </li>
  );
}
