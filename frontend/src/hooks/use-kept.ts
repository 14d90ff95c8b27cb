/** A choice that the browser keeps, the same in all its tabs. */
import { useCallback, useSyncExternalStore } from "react";
import { recall, remember } from "@/chat/memory";

/** The browser tells other tabs of a change by a `storage` event; this one tells our own. */
const CHANGED = "dspy-chat-kept";

function subscribe(listener: () => void): () => void {
  addEventListener(CHANGED, listener);
  addEventListener("storage", listener);
  return () => {
    removeEventListener(CHANGED, listener);
    removeEventListener("storage", listener);
  };
}

export function keep(name: string, value: string | null): void {
  remember(name, value);
  dispatchEvent(new Event(CHANGED));
}

/** null: nothing was chosen, or React is taking the exported HTML over. */
export function useKept(name: string): [string | null, (value: string | null) => void] {
  const value = useSyncExternalStore(
    subscribe,
    () => recall(name),
    () => null,
  );
  return [value, useCallback((to) => keep(name, to), [name])];
}
