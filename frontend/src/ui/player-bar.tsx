/** The controls of a player: play, pause, position, speed. */
import { Pause, Play, RotateCcw } from "lucide-react";
import type { ReactNode, Ref } from "react";
import { type Player, SPEEDS, type Speed } from "@/chat/player";
import { usePlaying } from "@/hooks/use-player";
import { t } from "@/i18n";
import { IconButton } from "./icon-button";

/** `main` is the button that plays; `children` stand at the end. */
type Props = { player: Player; main?: Ref<HTMLButtonElement>; children?: ReactNode };

export function PlayerBar({ player, main, children }: Props) {
  const { position, duration, playing } = usePlaying(player);
  const done = position >= duration;
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
      {children}
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
