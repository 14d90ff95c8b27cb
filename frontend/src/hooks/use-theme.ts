/** Light, dark, or like the system. `app/theme-script.ts` applies the choice before the first paint. */
import { useCallback, useSyncExternalStore } from "react";
import { recall, remember } from "@/chat/memory";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** The browser tells other tabs of a change by a `storage` event; this one tells our own. */
const CHANGED = "dspy-chat-theme";

function subscribe(listener: () => void): () => void {
  addEventListener(CHANGED, listener);
  addEventListener("storage", listener);
  return () => {
    removeEventListener(CHANGED, listener);
    removeEventListener("storage", listener);
  };
}

function read(): Theme {
  const kept = recall("theme");
  return kept === "light" || kept === "dark" ? kept : "system";
}

export function useTheme(): [Theme, () => void] {
  const theme = useSyncExternalStore(subscribe, read, () => "system" as const);
  const next = useCallback(() => {
    const chosen = THEMES[(THEMES.indexOf(read()) + 1) % THEMES.length] ?? "system";
    remember("theme", chosen === "system" ? null : chosen);
    if (chosen === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen;
    dispatchEvent(new Event(CHANGED));
  }, []);
  return [theme, next];
}
