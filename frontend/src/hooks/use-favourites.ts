/** Programs that were starred, and those used last: kept in this browser, by id. */
import { useMemo } from "react";
import { recall } from "@/chat/memory";
import { keep, useKept } from "./use-kept";

const RECENT = 3;

function listed(kept: string | null): string[] {
  return kept ? kept.split(" ") : [];
}

export function useStarred(): { starred: ReadonlySet<string>; toggle: (program: string) => void } {
  const [kept] = useKept("starred");
  const starred = useMemo(() => new Set(listed(kept)), [kept]);
  return {
    starred,
    toggle(program) {
      const others = listed(recall("starred")).filter((it) => it !== program);
      keep("starred", (starred.has(program) ? others : [...others, program]).join(" "));
    },
  };
}

/** The newest first. */
export function useRecent(): string[] {
  const [kept] = useKept("recent");
  return useMemo(() => listed(kept), [kept]);
}

export function used(program: string): void {
  keep("recent", [program, ...listed(recall("recent")).filter((it) => it !== program)].slice(0, RECENT).join(" "));
}

/** Starred ones first, then those used last, then the others; each in its order. */
export function favouritesFirst<Item extends { id: string }>(
  items: readonly Item[],
  starred: ReadonlySet<string>,
  recent: readonly string[],
): Item[] {
  const rank = ({ id }: Item) => {
    if (starred.has(id)) return -1;
    const place = recent.indexOf(id);
    return place < 0 ? recent.length : place;
  };
  return [...items].sort((a, b) => rank(a) - rank(b));
}
