import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { World } from "../api/world.ts";
import { SECOND_KEY_MS, SHORTCUTS, type ShortcutName, shortcutOf } from "../model/shortcuts.ts";
import { Dialog } from "./dialog.tsx";
import { focusOn, goTo, moveRow, press, toggleRow } from "./focus.ts";

type ShortcutsProps = {
  readonly world: World;
  readonly isHelpOpen: boolean;
  readonly onHelp: (isOpen: boolean) => void;
  readonly onPause: () => void;
  readonly onTheme: () => void;
};

/** Keys for those who want them; they can be switched off (WCAG 2.1.4). */
export function Shortcuts({ world, isHelpOpen, onHelp, onPause, onTheme }: ShortcutsProps) {
  const [isOn, setOn] = useState(() => world.preferences.get("shortcuts") !== "off");
  const actions: Readonly<Record<ShortcutName, () => void>> = {
    help: () => onHelp(true),
    filter: () => focusOn("filter-key"),
    next: () => moveRow(1),
    previous: () => moveRow(-1),
    select: toggleRow,
    replay: () => press("replay"),
    pause: onPause,
    theme: onTheme,
    letters: () => goTo("letters-heading"),
    inspector: () => focusOn("inspect-key"),
    history: () => goTo("history-heading"),
    attention: () => goTo("attention-heading"),
  };
  useKeys(isOn, world, (name) => actions[name]());
  if (!isHelpOpen) return null;
  return (
    <Dialog title="Keyboard shortcuts" onClose={() => onHelp(false)}>
      <table class="shortcuts">
        <caption class="unseen">Keys and what they do</caption>
        <thead class="unseen">
          <tr>
            <th scope="col">Key</th>
            <th scope="col">Does</th>
          </tr>
        </thead>
        <tbody>
          {SHORTCUTS.map(({ keys, does }) => (
            <tr key={keys}>
              <th scope="row">
                <kbd>{keys}</kbd>
              </th>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <label class="check">
        <input
          type="checkbox"
          checked={isOn}
          onChange={({ currentTarget: { checked } }) => {
            setOn(checked);
            world.preferences.set("shortcuts", checked ? null : "off");
          }}
        />
        Shortcuts are on
      </label>
    </Dialog>
  );
}

function useKeys(isOn: boolean, world: World, act: (name: ShortcutName) => void): void {
  const latest = useRef(act);
  latest.current = act;
  useLayoutEffect(() => {
    if (!isOn) return;
    let before: string | null = null;
    let forget = (): void => {};
    const onKey = (event: KeyboardEvent) => {
      const { key, ctrlKey, altKey, metaKey, target } = event;
      if (key === "Shift") return;
      const hasModifier = ctrlKey || altKey || metaKey;
      const meant = shortcutOf({
        key,
        before,
        hasModifier,
        isTyping: takesText(target) || isDialogOpen(),
      });
      forget();
      before = meant === "first-key" ? key : null;
      forget = world.later(SECOND_KEY_MS, () => {
        before = null;
      });
      if (meant === null || meant === "first-key") return;
      event.preventDefault();
      latest.current(meant);
    };
    document.addEventListener("keydown", onKey);
    return () => {
      forget();
      document.removeEventListener("keydown", onKey);
    };
  }, [isOn, world]);
}

const TEXT = "input:not([type=checkbox]):not([type=radio]), select, textarea, dialog";

/** Also when what had the focus in it is disabled, and the page has the keys. */
const isDialogOpen = (): boolean => document.querySelector("dialog[open]") !== null;

const takesText = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(TEXT) !== null;
