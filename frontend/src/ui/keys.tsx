/** A shortcut, as keys to press. */
import { useSyncExternalStore } from "react";

const never = () => () => {};

/** "Mod+K" as one presses it on this machine. */
export function usePressed(keys: string | undefined): string {
  const mac = useSyncExternalStore(
    never,
    () => /Mac|iP(hone|ad|od)/.test(navigator.platform),
    () => false,
  );
  const named = keys?.replace("Mod+", mac ? "⌘" : "Ctrl+") ?? "";
  return named.length === 1 ? named.toUpperCase() : named;
}

export function Keys({ of }: { of: string }) {
  return <kbd className="keys">{usePressed(of)}</kbd>;
}
