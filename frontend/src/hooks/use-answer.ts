/** Reads the answers of the chat on this page. */
import { useMemo } from "react";
import type { Message } from "@/chat/conversation";
import { EMPTY, type RunState, stored } from "@/chat/reducer";
import type { Link } from "@/sse/follow";
import { useApp, useAppState } from "./use-app";
import { useRun } from "./use-run";

/** An answer, whether it is arriving, replayed or stored. */
export function useAnswer(message: Message): { state: RunState; link: Link; replayed: boolean } {
  const app = useApp();
  const replay = useAppState((state) => state.replay);
  const { state, link } = useRun(app.replays.runOf(message.id));
  const kept = useMemo(() => stored(message), [message]);
  const replayed = replay?.player.run(message.id) !== undefined;
  return { state: state ?? kept ?? EMPTY, link: replayed ? "open" : link, replayed };
}

/** Whether a conversation is being answered now. */
export function useAnswering(id: string | null): boolean {
  const app = useApp();
  useAppState((state) => state.open);
  const { state } = useRun(app.turns.answering(id));
  return state?.phase === "running";
}
