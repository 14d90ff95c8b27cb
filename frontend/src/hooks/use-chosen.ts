/** Which conversations of the list are chosen, to do something with all of them. */
import { useEffect, useState } from "react";
import type { ConversationOut } from "@/api/types";

export type Chosen = {
  /** In the order of the list; null: none are being chosen. */
  ids: string[] | null;
  has(id: string): boolean;
  /** Choose one, or take it back; `through`: with all between it and the last. */
  toggle(id: string, through: boolean): void;
  all(): void;
  /** Begin with none, or end. */
  begin(): void;
  end(): void;
};

export function useChosen(conversations: ConversationOut[], shelf: string): Chosen {
  const [ids, setIds] = useState<ReadonlySet<string> | null>(null);
  const [last, setLast] = useState<string | null>(null);
  const listed = conversations.map(({ id }) => id);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another list is another choice
  useEffect(() => setIds(null), [shelf]);

  function toggle(id: string, through: boolean) {
    const from = through && last !== null ? listed.indexOf(last) : -1;
    const to = listed.indexOf(id);
    const meant = from < 0 ? [id] : listed.slice(Math.min(from, to), Math.max(from, to) + 1);
    const next = new Set(ids);
    for (const one of meant) {
      if (ids?.has(id)) next.delete(one);
      else next.add(one);
    }
    setIds(next);
    setLast(id);
  }

  return {
    // what is not in the list any more is not chosen
    ids: ids && listed.filter((id) => ids.has(id)),
    has: (id) => ids?.has(id) ?? false,
    toggle,
    all: () => setIds(new Set(listed)),
    begin: () => setIds(new Set()),
    end: () => setIds(null),
  };
}
