export type ShortcutName =
  | "help"
  | "filter"
  | "next"
  | "previous"
  | "select"
  | "replay"
  | "pause"
  | "theme"
  | "letters"
  | "inspector"
  | "history"
  | "attention";

export type Shortcut = {
  readonly name: ShortcutName;
  /** One key, or two in a row. */
  readonly keys: string;
  readonly does: string;
};

export const SHORTCUTS: readonly Shortcut[] = [
  { name: "help", keys: "?", does: "show this help" },
  { name: "filter", keys: "/", does: "filter dead letters by key" },
  { name: "next", keys: "j", does: "next dead letter" },
  { name: "previous", keys: "k", does: "previous dead letter" },
  { name: "select", keys: "x", does: "select the dead letter in focus" },
  { name: "replay", keys: "R", does: "replay what is selected" },
  { name: "letters", keys: "g d", does: "go to dead letters" },
  { name: "inspector", keys: "g k", does: "go to the key inspector" },
  { name: "attention", keys: "g a", does: "go to attention" },
  { name: "history", keys: "g h", does: "go to history" },
  { name: "pause", keys: "p", does: "pause or go on with updates" },
  { name: "theme", keys: "t", does: "light, dark or automatic" },
];

/** After the first of two keys this much time is left for the second. */
export const SECOND_KEY_MS = 1_500;

export type Press = {
  readonly key: string;
  readonly before: string | null;
  /** Ctrl, Alt or Meta: such keys are the browser's. */
  readonly hasModifier: boolean;
  /** In a field that takes text, or in a dialog. */
  readonly isTyping: boolean;
};

/** What a key means: a shortcut, the first of two keys, or nothing. */
export function shortcutOf(press: Press): ShortcutName | "first-key" | null {
  if (press.hasModifier || press.isTyping) return null;
  const keys = press.before === null ? press.key : `${press.before} ${press.key}`;
  const found = SHORTCUTS.find((shortcut) => shortcut.keys === keys);
  if (found !== undefined) return found.name;
  return SHORTCUTS.some((shortcut) => shortcut.keys.startsWith(`${keys} `)) ? "first-key" : null;
}
