import { PACES_MS } from "../model/polling.ts";
import type { Theme } from "./use-theme.ts";

type TopBarProps = {
  readonly paceMs: number | null;
  readonly theme: Theme;
  readonly tokenId: string | null;
  readonly onPace: (paceMs: number | null) => void;
  readonly onRefresh: () => void;
  readonly onHelp: () => void;
  readonly onLeave: () => void;
};

export function TopBar(props: TopBarProps) {
  const { paceMs, theme, tokenId, onPace, onRefresh, onHelp, onLeave } = props;
  return (
    <header>
      <h1>Sluice operations</h1>
      <div class="controls">
        <label>
          <span>Update</span>
          <select
            aria-label="Update every"
            value={String(paceMs)}
            onChange={({ currentTarget: { value } }) =>
              onPace(value === "null" ? null : Number(value))
            }
          >
            {PACES_MS.map((ms) => (
              <option key={ms} value={ms}>
                every {ms / 1_000} s
              </option>
            ))}
            <option value="null">paused</option>
          </select>
        </label>
        <button type="button" onClick={onRefresh}>
          Refresh
        </button>
        <button type="button" onClick={theme.next}>
          Theme: {theme.name}
        </button>
        <button type="button" onClick={onHelp}>
          Keyboard
        </button>
        <button
          type="button"
          onClick={onLeave}
          title={tokenId === null ? undefined : `Token ${tokenId}`}
        >
          Sign out
        </button>
      </div>
    </header>
  );
}
