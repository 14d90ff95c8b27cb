/** Reads a run as it grows: at most one render per frame, only where it is shown. */
import { useMemo, useSyncExternalStore } from "react";
import type { Message } from "@/chat/conversation";
import type { LiveRun } from "@/chat/live-run";
import { EMPTY, type RunState, stored } from "@/chat/reducer";
import type { Link } from "@/sse/follow";
import { useApp, useAppState } from "./use-app";

const quiet = () => () => {};
const open = (): Link => "open";

export function useRun(run: LiveRun | null): { state: RunState | null; link: Link } {
  const subscribe = run?.subscribe ?? quiet;
  const state = useSyncExternalStore<RunState | null>(subscribe, run?.get ?? (() => null), () => null);
  const link = useSyncExternalStore(subscribe, run?.link ?? open, open);
  return { state, link };
}

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
