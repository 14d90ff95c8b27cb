/** The lists of conversations, of which one is in view: as the server tells them, and kept up to date in place. */
import { Refused } from "@/api/client";
import type { ConversationOut, Kind } from "@/api/types";
import { draftName, remember } from "../memory";
import type { Context } from "./context";

/** In which list a conversation stands. */
export function kindOf({ deleted_at, archived }: ConversationOut): Kind {
  if (deleted_at !== null) return "deleted";
  return archived ? "archived" : "kept";
}

/** The order of a list, as the server's: the pinned first, then by time; of those that are deleted, by when that was. */
function compare(a: ConversationOut, b: ConversationOut): number {
  if (a.deleted_at !== null && b.deleted_at !== null) return b.deleted_at - a.deleted_at || (b.id < a.id ? -1 : 1);
  return Number(b.pinned) - Number(a.pinned) || b.updated_at - a.updated_at || (b.id < a.id ? -1 : 1);
}

export function createListing(context: Context) {
  const { api, store, conversation, insist } = context;
  const { get, set } = store;
  let asking = false;
  let again = false;

  /** The newest page, in front of the older ones that are here already. */
  async function fetchNewest(): Promise<void> {
    const { shelf } = get();
    const { conversations: newest, next } = await api.conversations(shelf);
    const ids = new Set(newest.map(({ id }) => id));
    const last = newest.at(-1);
    set((state) => {
      if (state.shelf !== shelf) return {};
      const older = next && last ? state.conversations.filter((it) => !ids.has(it.id) && compare(last, it) < 0) : [];
      const moreConversations = older.length ? state.moreConversations : next;
      return { conversations: [...newest, ...older], moreConversations, listed: true };
    });
  }

  /** Ask once more, also when the last asking is still under way: it may have been answered before what is new. */
  async function refresh(): Promise<void> {
    again = true;
    if (asking) return;
    asking = true;
    while (again) {
      again = false;
      await insist(fetchNewest).catch(() => {});
    }
    asking = false;
  }

  async function loadMore(): Promise<void> {
    const { shelf, moreConversations: after } = get();
    const { conversations, next } = await insist(() => api.conversations(shelf, after));
    set((state) => {
      if (state.shelf !== shelf) return {};
      const known = new Set(state.conversations.map(({ id }) => id));
      const fresh = conversations.filter(({ id }) => !known.has(id));
      return { conversations: [...state.conversations, ...fresh], moreConversations: next };
    });
  }

  /** Put another list in view. */
  function view(shelf: Kind): void {
    set({ shelf, conversations: [], moreConversations: null, listed: false });
    void refresh();
  }

  /** A conversation is like this now: put it where it belongs, or take it away. */
  function place(row: ConversationOut): void {
    again ||= asking; // what is on its way may be older than this
    set(({ conversations, moreConversations, shelf, open, answered }) => {
      const before = conversations.find(({ id }) => id === row.id);
      const list = conversations.filter(({ id }) => id !== row.id);
      const last = list.at(-1);
      // what lies behind the last that is here comes with the next page
      const shown = kindOf(row) === shelf && !(moreConversations && last && compare(last, row) < 0);
      const unseen = before?.running && !row.running && context.shown !== row.id;
      const known = open[row.id];
      return {
        conversations: shown ? [...list, row].sort(compare) : list,
        ...(unseen && { answered: { ...answered, [row.id]: true } }),
        ...(known && known.title !== row.title && { open: { ...open, [row.id]: { ...known, title: row.title } } }),
      };
    });
  }

  /** A conversation is removed for good. */
  function drop(gone: string): void {
    again ||= asking;
    remember(draftName(gone), null);
    set(({ conversations }) => ({ conversations: conversations.filter(({ id }) => id !== gone) }));
  }

  function retitle(id: string, title: string): void {
    set(({ conversations, open }) => ({
      conversations: conversations.map((it) => (it.id === id ? { ...it, title } : it)),
      open: open[id] ? { ...open, [id]: { ...open[id], title } } : open,
    }));
  }

  async function rename(id: string, title: string): Promise<void> {
    const before = get().conversations.find((it) => it.id === id)?.title ?? conversation(id).title;
    retitle(id, title);
    try {
      await api.rename(id, title);
    } catch (error) {
      retitle(id, before);
      set({ notice: { kind: "renameFailed", message: error instanceof Refused ? error.message : "" } });
    }
  }

  return { refresh, loadMore, view, place, drop, rename };
}

export type Listing = ReturnType<typeof createListing>;
