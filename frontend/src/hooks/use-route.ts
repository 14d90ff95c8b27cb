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

export const PROGRAMS = "/programs";

export function goTo(conversation: string | null): void {
  push(pathOf(conversation));
}

export function goToPrograms(): void {
  push(PROGRAMS);
}

function push(path: string): void {
  if (location.pathname !== path) history.pushState(null, "", path);
}

/** Whether the address names the list of programs. */
export function useAtPrograms(): boolean {
  return usePathname() === PROGRAMS;
}

/** The conversation's id; null: a new chat; undefined: not known before hydration, since one HTML file serves all ids. */
export function useConversationId(): string | null | undefined {
  const path = usePathname();
  const hydrated = useHydrated();
  if (!hydrated) return path === "/" ? null : undefined;
  return /^\/c\/([^/]+)/.exec(path)?.[1] ?? null;
}
