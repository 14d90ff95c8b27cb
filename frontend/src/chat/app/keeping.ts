/** What a person does with conversations, one or many: pin, archive, delete, and take it back; export and import. */
import { Refused } from "@/api/client";
import type { ChangeIn, ImportOut } from "@/api/types";
import type { Context, Kept } from "./context";
import type { Listing } from "./listing";

/** What is told of a change; null: it is seen. */
function toldOf({ deleted, archived }: ChangeIn): Kept["what"] | null {
  if (deleted !== undefined) return deleted ? "deleted" : "restored";
  if (archived !== undefined) return archived ? "archived" : "unarchived";
  return null;
}

export function createKeeping(context: Context, listing: Listing) {
  const { api, store, conversation } = context;
  const { get, set } = store;

  async function change(ids: readonly string[], how: ChangeIn): Promise<string[]> {
    try {
      const { conversations } = await api.change(ids, how);
      conversations.forEach(listing.place);
      return conversations.map(({ id }) => id);
    } catch (error) {
      set({ notice: { kind: "changeFailed", message: error instanceof Refused ? error.message : "" } });
      return [];
    }
  }

  /** Change conversations, say so, and offer to take it back. */
  async function keep(ids: readonly string[], how: ChangeIn): Promise<void> {
    const [only] = ids;
    const title = get().conversations.find(({ id }) => id === only)?.title ?? conversation(only ?? null).title;
    const changed = await change(ids, how);
    const what = toldOf(how);
    if (!changed.length || !what) return;
    const left = what === "deleted" && context.shown !== null && changed.includes(context.shown) ? context.shown : null;
    const undo = Object.fromEntries(Object.entries(how).map(([name, value]) => [name, !value])) as ChangeIn;
    set({ notice: { kind: "kept", what, title, count: changed.length, undo: { ids: changed, how: undo, left } } });
    if (left) context.go(null);
  }

  /** Take back what the notice tells. Returns the conversation to go on at in the list; null where it is shown again. */
  async function undo(): Promise<string | null> {
    const { notice } = get();
    if (notice?.kind !== "kept") return null;
    const { ids, how, left } = notice.undo;
    set({ notice: null });
    const changed = await change(ids, how);
    if (left && changed.includes(left) && context.shown === null) {
      context.go(left);
      return null;
    }
    return changed[0] ?? null;
  }

  /** Take in a file; the list is read anew also when it is refused half way. Throws Refused and Unreachable. */
  async function takeIn(file: Blob, signal: AbortSignal): Promise<ImportOut> {
    try {
      return await api.importFile(file, signal);
    } finally {
      void listing.refresh();
    }
  }

  return { keep, undo, takeIn, exportOf: api.exportOf, documentOf: api.documentOf };
}
