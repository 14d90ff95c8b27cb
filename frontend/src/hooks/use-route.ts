/** Which conversation the address names. Switching never leaves the page, so streams go on. */
import { usePathname } from "next/navigation";
import { useSyncExternalStore } from "react";

const never = () => () => {};

/** False in the exported HTML and while React takes it over, true from then on. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}

export function pathOf(conversation: string | null): string {
  return conversation === null ? "/" : `/c/${conversation}`;
}

export function goTo(conversation: string | null): void {
  const path = pathOf(conversation);
  if (location.pathname !== path) history.pushState(null, "", path);
}

/** The conversation's id; null: a new chat; undefined: not known before hydration, since one HTML file serves all ids. */
export function useConversationId(): string | null | undefined {
  const path = usePathname();
  const hydrated = useHydrated();
  if (!hydrated) return path === "/" ? null : undefined;
  return /^\/c\/([^/]+)/.exec(path)?.[1] ?? null;
}
