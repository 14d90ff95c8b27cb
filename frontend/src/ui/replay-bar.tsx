/** Plays a conversation again: in place of the composer, with the controls of a player. */
import { Pause, Play, RotateCcw, X } from "lucide-react";
import { useEffect, useRef, useSyncExternalStore } from "react";
import type { Replay } from "@/chat/app";
import type { Message } from "@/chat/conversation";
import { type Player, type Playing, SPEEDS, type Speed } from "@/chat/player";
import { useApp, useAppState } from "@/hooks/use-app";
import { t } from "@/i18n";
import { IconButton } from "./icon-button";

const nothing = { subscribe: () => () => {}, turn: () => Number.POSITIVE_INFINITY };

/** The messages that the replay has reached; all of them when there is none. */
export function useReplayed(messages: Message[]): Message[] {
  const replay = useAppState((state) => state.replay);
  const player = replay?.whole ? replay.player : null;
  const subscribe = player?.state.subscribe ?? nothing.subscribe;
  const turn = useSyncExternalStore(subscribe, player ? () => player.state.get().turn : nothing.turn, nothing.turn);
  if (!player) return messages;
  const reached = new Set(player.messages.slice(0, turn));
  const last = messages.findLastIndex((message) => reached.has(message.id));
  return messages.slice(0, last + 1);
}

function usePlaying(player: Player): Playing {
  return useSyncExternalStore(player.state.subscribe, player.state.get, player.state.get);
}

export function ReplayBar({ replay }: { replay: Replay }) {
  const app = useApp();
  const { player } = replay;
  const { position, duration, playing } = usePlaying(player);
  const main = useRef<HTMLButtonElement>(null);
  const done = position >= duration;

  useEffect(() => main.current?.focus(), []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && !event.defaultPrevented && app.replays.end();
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [app]);

  const label = playing ? t.replay.pause : done ? t.replay.again : t.replay.play;
  return (
    <section
      aria-label={t.replay.label}
      className="composer flex flex-wrap items-center gap-x-1.5 gap-y-1 p-2 sm:gap-x-3"
    >
      <IconButton
        ref={main}
        icon={playing ? Pause : done ? RotateCcw : Play}
        label={label}
        onClick={() => (playing ? player.pause() : player.play())}
      />
      <input
        type="range"
        className="range min-w-16 flex-1"
        aria-label={t.replay.position}
        aria-valuetext={t.replay.of(t.replay.clock(position), t.replay.clock(duration))}
        min={0}
        max={Math.max(1, Math.round(duration))}
        step={50}
        value={Math.round(position)}
        onChange={(event) => player.seek(Number(event.target.value))}
      />
      <span className="text-sm text-muted tabular-nums">
        {t.replay.of(t.replay.clock(position), t.replay.clock(duration))}
      </span>
      <SpeedChoice player={player} />
      <IconButton icon={X} label={t.replay.exit} onClick={app.replays.end} />
    </section>
  );
}

function SpeedChoice({ player }: { player: Player }) {
  const { speed } = usePlaying(player);
  return (
    <select
      aria-label={t.replay.speed}
      className="select"
      value={String(speed)}
      onChange={(event) => player.setSpeed(SPEEDS.find((it) => String(it) === event.target.value) as Speed)}
    >
      {SPEEDS.map((it) => (
        <option key={it} value={String(it)}>
          {it === "instant" ? t.replay.instant : t.replay.times(it)}
        </option>
      ))}
    </select>
  );
}
