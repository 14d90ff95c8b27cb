/** Reads a run as it grows: at most one render per frame, only where it is shown. */
import { useSyncExternalStore } from "react";
import type { LiveRun } from "@/chat/live-run";
import type { RunState } from "@/chat/reducer";
import type { Link } from "@/sse/follow";

const quiet = () => () => {};
const open = (): Link => "open";

export function useRun(run: LiveRun | null): { state: RunState | null; link: Link } {
  const subscribe = run?.subscribe ?? quiet;
  const state = useSyncExternalStore<RunState | null>(subscribe, run?.get ?? (() => null), () => null);
  const link = useSyncExternalStore(subscribe, run?.link ?? open, open);
  return { state, link };
}
