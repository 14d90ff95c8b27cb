/** The list of conversations: newest first, renamed and deleted in place. */
import { Refused } from "@/api/client";
import type { ConversationOut } from "@/api/types";
import { draftName, remember } from "../memory";
import type { Context } from "./context";

/** How long a deletion can be taken back. */
const UNDO_MS = 6000;

export function createListing(context: Context) {
  const { api, store, conversation, insist } = context;
  const { get, set } = store;
  let asking = false;
  let again = false;
  let doomed: { conversation: ConversationOut; timer: ReturnType<typeof setTimeout> } | null = null;

  /** The newest page, in front of the older ones that are here already. */
  async function fetchNewest(): Promise<void> {
    const { conversations, next } = await api.conversations();
    const newest = conversations.filter(({ id }) => id !== doomed?.conversation.id);
    const ids = new Set(newest.map(({ id }) => id));
    const oldest = conversations.at(-1)?.updated_at ?? 0;
    set((state) => {
      const older = next ? state.conversations.filter((it) => !ids.has(it.id) && it.updated_at < oldest) : [];
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
    const { conversations, next } = await insist(() => api.conversations(get().moreConversations));
    set((state) => {
      const known = new Set(state.conversations.map(({ id }) => id));
      const fresh = conversations.filter(({ id }) => !known.has(id));
      return { conversations: [...state.conversations, ...fresh], moreConversations: next };
    });
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

  /** Take a conversation off the list. It is deleted when the time to undo that has passed. */
  function remove(id: string): void {
    finishRemoving();
    const target = get().conversations.find((it) => it.id === id);
    if (!target) return;
    doomed = { conversation: target, timer: setTimeout(finishRemoving, UNDO_MS) };
    set(({ conversations }) => ({
      conversations: conversations.filter((it) => it.id !== id),
      notice: { kind: "deleted", title: target.title, conversation: id },
    }));
    if (context.shown === id) context.go(null);
  }

  function undoRemove(): void {
    if (!doomed) return;
    clearTimeout(doomed.timer);
    const back = doomed.conversation;
    doomed = null;
    set(({ conversations }) => ({
      conversations: [...conversations, back].sort((a, b) => b.updated_at - a.updated_at),
      notice: null,
    }));
  }

  /** Delete now what waits to be deleted; also when the page is left. */
  function finishRemoving(): void {
    if (!doomed) return;
    clearTimeout(doomed.timer);
    const { id } = doomed.conversation;
    doomed = null;
    remember(draftName(id), null);
    set(({ open: { [id]: _, ...open }, notice }) => ({ open, notice: notice?.kind === "deleted" ? null : notice }));
    api.remove(id).catch((error) => {
      set({ notice: { kind: "deleteFailed", message: error instanceof Refused ? error.message : "" } });
      void refresh();
    });
  }

  return { refresh, loadMore, rename, remove, undoRemove, finishRemoving };
}

export type Listing = ReturnType<typeof createListing>;
