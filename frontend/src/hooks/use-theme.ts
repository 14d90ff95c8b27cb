/** Light, dark, or like the system. `app/first-paint.ts` applies the choice before the first paint. */
import { useCallback } from "react";
import { recall } from "@/chat/memory";
import { keep, useKept } from "./use-kept";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

function themeOf(kept: string | null): Theme {
  return kept === "light" || kept === "dark" ? kept : "system";
}

export function setTheme(theme: Theme): void {
  keep("theme", theme === "system" ? null : theme);
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** The theme, and how to go to the next one. */
export function useTheme(): [Theme, () => void] {
  const [kept] = useKept("theme");
  const next = useCallback(() => {
    const now = themeOf(recall("theme"));
    setTheme(THEMES[(THEMES.indexOf(now) + 1) % THEMES.length] ?? "system");
  }, []);
  return [themeOf(kept), next];
}
