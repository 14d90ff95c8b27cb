/** Plays stored runs back: the same events through the same fold, paced by a clock that can be stopped and turned. */
import type { RunEvent } from "@/api/types";
import { LiveRun } from "./live-run";
import { createStore } from "./store";

export type Recording = { message: string; events: RunEvent[] };

export const SPEEDS = [0.5, 1, 2, 4, "instant"] as const;
export type Speed = (typeof SPEEDS)[number];

/** `position` and `duration` in ms of recorded time; `turn` counts the recordings that have begun. */
export type Playing = { position: number; duration: number; turn: number; playing: boolean; speed: Speed };

/** Between two answers of a replayed conversation, so that one is seen to end before the next begins. */
const PAUSE_MS = 700;

type Track = { message: string; events: RunEvent[]; from: number; played: number; run: LiveRun };

export class Player {
  readonly state;
  readonly #tracks: Track[] = [];
  #frame: number | null = null;
  #tickedAt = 0;

  constructor(recordings: Recording[], speed: Speed = 1) {
    let from = 0;
    for (const { message, events } of recordings) {
      this.#tracks.push({ message, events, from, played: 0, run: new LiveRun() });
      from += (events.at(-1)?.t ?? 0) + PAUSE_MS;
    }
    const duration = Math.max(0, from - PAUSE_MS);
    this.state = createStore<Playing>({ position: 0, duration, turn: 1, playing: false, speed });
    this.seek(0);
  }

  /** The answer as it stands at this point of the replay, or undefined when it takes no part. */
  run(message: string): LiveRun | undefined {
    return this.#tracks.find((track) => track.message === message)?.run;
  }

  /** The answers that take part, in order. */
  get messages(): string[] {
    return this.#tracks.map((track) => track.message);
  }

  play(): void {
    const { position, duration, speed } = this.state.get();
    if (position >= duration) this.seek(0);
    if (speed === "instant") {
      this.seek(duration);
      return;
    }
    this.state.set({ playing: true });
    this.#tickedAt = performance.now();
    this.#frame ??= requestAnimationFrame(this.#tick);
  }

  pause(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#frame = null;
    this.state.set({ playing: false });
  }

  setSpeed(speed: Speed): void {
    const { playing, duration } = this.state.get();
    this.state.set({ speed });
    if (playing && speed === "instant") this.seek(duration);
  }

  /** Show the replay as it was at `position`. */
  seek(position: number): void {
    const { duration } = this.state.get();
    const at = Math.min(Math.max(0, position), duration);
    for (const track of this.#tracks) advance(track, at);
    this.state.set({ position: at, turn: this.#tracks.filter((track) => track.from <= at).length });
    if (at >= duration) this.pause();
  }

  readonly #tick = (now: number): void => {
    this.#frame = null;
    const { playing, speed, position } = this.state.get();
    if (!playing || speed === "instant") return;
    const elapsed = Math.max(0, now - this.#tickedAt);
    this.#tickedAt = now;
    this.seek(position + elapsed * speed);
    if (this.state.get().playing) this.#frame = requestAnimationFrame(this.#tick);
  };
}

function advance(track: Track, position: number): void {
  const upTo = track.events.findIndex((event) => track.from + event.t > position);
  const count = upTo === -1 ? track.events.length : upTo;
  if (count > track.played) track.run.push(track.events.slice(track.played, count));
  else if (count < track.played) track.run.restart(track.events.slice(0, count));
  track.played = count;
}
