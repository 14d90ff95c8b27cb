/** Search over all messages, and the way to the place that it found. */
import { branch, type Conversation } from "../conversation";
import type { Context } from "./context";
import type { createTurns } from "./turns";

/** The message on the page that stands for the one that was found: itself, or what it was said after on another branch. */
function shownFor(conversation: Conversation, message: string): string | null {
  const shown = new Set(branch(conversation).map(({ id }) => id));
  let id: string | null = message;
  while (id !== null && !shown.has(id)) id = conversation.messages[id]?.parent ?? null;
  return id;
}

export function createFinding(context: Context, turns: ReturnType<typeof createTurns>) {
  const { store, conversation } = context;

  /** Show a conversation at a message, which is read with all that came after it. */
  async function reveal(id: string, message: string): Promise<void> {
    store.set({ sought: null });
    context.go(id);
    await turns.load(id);
    while (!conversation(id).messages[message] && conversation(id).earlier) await turns.loadEarlier(id);
    const shown = shownFor(conversation(id), message);
    if (shown !== null) store.set({ sought: { conversation: id, message: shown } });
  }

  return { search: context.api.search, reveal };
}
