/** Search over all messages, and the way to the place that it found. */
import { branch, earlier } from "../conversation";
import type { Context } from "./context";
import type { createTurns } from "./turns";
import type { createVersions } from "./versions";

export function createFinding(
  context: Context,
  turns: ReturnType<typeof createTurns>,
  versions: ReturnType<typeof createVersions>,
) {
  const { store, conversation } = context;
  const shown = (id: string) => branch(conversation(id));
  const isShown = (id: string, message: string) => shown(id).some((it) => it.id === message);

  /** Show a conversation at a message: its branch, read back to it. */
  async function reveal(id: string, message: string): Promise<void> {
    store.set({ sought: null });
    context.go(id);
    await turns.load(id);
    if (!isShown(id, message) && !(await versions.choose(id, message))) return;
    while (!isShown(id, message) && earlier(shown(id)) !== null) await turns.loadEarlier(id);
    if (isShown(id, message)) store.set({ sought: { conversation: id, message } });
  }

  return { search: context.api.search, reveal };
}
