import { useLayoutEffect, useState } from "preact/hooks";
import type { Notes } from "../api/world.ts";

const THEMES = ["automatic", "light", "dark"] as const;
export type ThemeName = (typeof THEMES)[number];

export type Theme = { readonly name: ThemeName; readonly next: () => void };

/** Light, dark, or as the system wants it; remembered. */
export function useTheme(preferences: Notes): Theme {
  const [name, setName] = useState<ThemeName>(() => {
    const kept = preferences.get("theme");
    return THEMES.find((theme) => theme === kept) ?? "automatic";
  });
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = name;
    preferences.set("theme", name);
  }, [name, preferences]);
  const next = () => setName(THEMES[(THEMES.indexOf(name) + 1) % THEMES.length] ?? "automatic");
  return { name, next };
}
