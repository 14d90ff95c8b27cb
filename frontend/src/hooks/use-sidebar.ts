/** Whether the conversation list shows: beside the page where there is room, over it where there is not. */
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";

const WIDE = "(min-width: 60rem)";

function subscribe(listener: () => void): () => void {
  const query = matchMedia(WIDE);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

export function useSidebar() {
  const wide = useSyncExternalStore(
    subscribe,
    () => matchMedia(WIDE).matches,
    () => true,
  );
  const [docked, setDocked] = useState(true);
  const [drawn, setDrawn] = useState(false);
  const open = wide ? docked : drawn;
  const covers = !wide && drawn;

  const set = useCallback((to: boolean) => (wide ? setDocked(to) : setDrawn(to)), [wide]);

  useEffect(() => {
    if (!covers) return;
    const onKey = (event: KeyboardEvent) => {
      // an open menu is closed first
      if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("[role=menu]")) return;
      event.preventDefault();
      setDrawn(false);
    };
    addEventListener("keydown", onKey, { capture: true });
    return () => removeEventListener("keydown", onKey, { capture: true });
  }, [covers]);

  return {
    open,
    covers,
    /** For the style sheet: before hydration the width alone decides. */
    state: covers ? "drawn" : open || !wide ? undefined : "closed",
    toggle: useCallback(() => set(!open), [set, open]),
    show: () => set(true),
    close: () => set(false),
    leave: () => setDrawn(false),
  };
}
