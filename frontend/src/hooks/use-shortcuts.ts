/** Hears the keys of the page. */
import { useEffect } from "react";
import { recall } from "@/chat/memory";
import { type Action, actionOf, isTyped } from "@/chat/shortcuts";
import { useApp } from "./use-app";
import { goTo, goToPrograms } from "./use-route";

/** Kept under this name when keys alone are not wanted, as by those who dictate (WCAG 2.1.4). */
export const KEYS_OFF = "keys-off";

/** Something is asked for over the page, and hears keys itself. */
const covered = () => document.querySelector("dialog[open]") !== null;

export function useShortcuts(conversation: string | null, toggleSidebar: () => void): void {
  const app = useApp();
  useEffect(() => {
    const acts: Record<Action, () => void> = {
      palette: () => app.state.set({ sheet: "palette" }),
      settings: () => app.state.set({ sheet: "settings" }),
      help: () => app.state.set({ sheet: "help" }),
      newChat: () => goTo(null),
      gallery: goToPrograms,
      write: () => document.getElementById("message")?.focus(),
      search: () => document.getElementById("search")?.focus(),
      sidebar: toggleSidebar,
      replay: () => {
        if (conversation && !app.turns.answering(conversation)) void app.replays.start(conversation);
      },
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || covered()) return;
      const free = !isTyped(event.target) && recall(KEYS_OFF) === null;
      const action = actionOf(event, free);
      if (!action) return;
      event.preventDefault();
      acts[action]();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [app, conversation, toggleSidebar]);
}
