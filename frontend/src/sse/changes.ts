/** Follows what becomes of the conversations, for as long as it is wanted. Knows nothing of what the events mean. */
import type { Api } from "@/api/client";
import type { ChangeEvent } from "@/api/types";
import { keep, type Link } from "./line";

/** `alive`: the line is not dead although there is nothing to tell. */
export type Told = { type: "link"; link: Link } | { type: "alive" } | ChangeEvent;

const TYPES: ReadonlySet<string> = new Set<ChangeEvent["type"]>(["changed", "gone", "list"]);

/** Tells all that comes, over as many connections as it takes. Throws Refused, and whatever the abort signal throws. */
export async function followChanges(api: Api, tell: (told: Told) => void, signal: AbortSignal): Promise<void> {
  await keep<ChangeEvent>(
    {
      open: (attempt) => api.changes(attempt),
      types: TYPES,
      fresh: () => true,
      alive: () => tell({ type: "alive" }),
      isOver: () => false,
      isBegun: () => true,
    },
    {
      onEvents: (events) => events.forEach(tell),
      onLink: (link) => tell({ type: "link", link }),
      signal,
    },
  );
}
