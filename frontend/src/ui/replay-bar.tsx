/** Plays a conversation again: in place of the composer, with the controls of a player. */
import { X } from "lucide-react";
import { useEffect, useRef } from "react";
import type { Replay } from "@/chat/app";
import type { Message } from "@/chat/conversation";
import { useApp, useAppState } from "@/hooks/use-app";
import { useReached } from "@/hooks/use-player";
import { t } from "@/i18n";
import { IconButton } from "./icon-button";
import { PlayerBar } from "./player-bar";

/** The messages that the replay has reached; all of them when there is none. */
export function useReplayed(messages: Message[]): Message[] {
  const replay = useAppState((state) => state.replay);
  return useReached(replay?.whole ? replay.player : null, messages);
}

export function ReplayBar({ replay }: { replay: Replay }) {
  const app = useApp();
  const main = useRef<HTMLButtonElement>(null);

  useEffect(() => main.current?.focus(), []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && !event.defaultPrevented && app.replays.end();
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [app]);

  return (
    <PlayerBar player={replay.player} main={main}>
      <IconButton icon={X} label={t.replay.exit} onClick={app.replays.end} />
    </PlayerBar>
  );
}
