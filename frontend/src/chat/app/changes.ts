/** What other pages, devices and programs do with the conversations shows here, as it happens. */
import type { ConversationOut } from "@/api/types";
import { followChanges, type Told } from "@/sse/changes";
import { share } from "@/sse/shared";
import { awaited } from "../conversation";
import type { Context } from "./context";
import type { Listing } from "./listing";
import type { createTurns } from "./turns";

export function createChanges(context: Context, listing: Listing, turns: ReturnType<typeof createTurns>) {
  const { api, store, conversation, put } = context;

  function hear(told: Told): void {
    switch (told.type) {
      case "alive":
        return;
      case "link":
        if (told.link === "open") store.set({ server: "up" });
        if (told.link === "lost") store.set({ server: "down" });
        return;
      case "list":
        catchUp();
        return;
      case "changed":
        listing.place(told.conversation);
        if (told.conversation.id === context.shown) followUp(context.shown, told.conversation);
        return;
      case "gone":
        listing.drop(told.conversation);
        return;
      default:
        told satisfies never;
    }
  }

  /** Anything may have changed. */
  function catchUp(): void {
    void listing.refresh();
    if (context.shown && !turns.answering(context.shown)) void turns.load(context.shown);
  }

  /** The conversation on the page was deleted, restored, or has gone on elsewhere. */
  function followUp(id: string, row: ConversationOut): void {
    const { status, messages, head } = conversation(id);
    if (row.deleted_at !== null) {
      put(id, { ...awaited(id), status: "missing" });
    } else if (status !== "loading" && !turns.answering(id) && document.visibilityState !== "hidden") {
      // a page that is not seen reads it when it is: each that follows an answer needs a connection, of which there are six
      const newest = head === null ? undefined : messages[head];
      if (status !== "ready" || (newest?.created_at ?? 0) < row.updated_at) void turns.load(id);
    }
  }

  /** Hear of all changes; returns how to stop. */
  const listen = (): (() => void) =>
    share<Told>("dspy-chat:changes", { hold: (tell, signal) => followChanges(api, tell, signal), hear });

  return { listen, catchUp };
}
