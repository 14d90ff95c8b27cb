/** Follows one run to its end over as many connections as it takes. Knows nothing of what the events mean. */
import { type Api, Refused } from "@/api/client";
import type { RunEvent, TurnIn } from "@/api/types";
import { decodeEvents } from "./decode";

/** What a follower knows of its connection. */
export type Link = "connecting" | "open" | "lost";

/** A turn to start, or a run that already exists and the last event seen of it (0: none). */
export type Source = { turn: TurnIn; key: string } | { run: string; after: number };

/** `ended`: the `end` event came. `gone`: the server has nothing to add; what it has stored is the truth. */
export type Outcome = "ended" | "gone";

export type Following = {
  onEvents(events: RunEvent[]): void;
  onLink(link: Link): void;
  signal: AbortSignal;
  /** ms without a byte before the connection counts as lost; the server pings every 10 s. */
  stallMs?: number;
  pause?(ms: number, signal: AbortSignal): Promise<void>;
};

const STALL_MS = 25_000;

/** 0.5 s doubling to 8 s, of which up to half is left to chance so that many clients do not come back together. */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  return Math.min(8000, 500 * 2 ** failures) * (0.5 + random() / 2);
}

/** Waits, but not past the moment the browser says that it is online again. */
function pauseUntilOnline(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener("online", done);
    signal.addEventListener("abort", done);
  });
}

/** Aborts a connection attempt that has been silent for too long. */
class Watchdog {
  readonly #attempt = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly signal: AbortSignal;

  constructor(
    outer: AbortSignal,
    private readonly stallMs: number,
  ) {
    this.signal = AbortSignal.any([outer, this.#attempt.signal]);
    this.touch();
  }

  touch(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#attempt.abort(), this.stallMs);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#attempt.abort();
  }
}

/** Whether the same call may be answered later: a server whose disk fails for a while still has the run that it began. */
function passes(error: Refused, begun: boolean): boolean {
  return error.code === "shutting_down" || (begun && error.status >= 500);
}

/**
 * Delivers every event of the run once and in order. Lost connections are taken up again after the last event seen; a turn
 * whose answer never came is sent again under the same key. Throws Refused when the server says no, and whatever the
 * abort signal throws when the caller has had enough.
 */
export async function follow(api: Api, source: Source, following: Following): Promise<Outcome> {
  const { onEvents, onLink, signal, stallMs = STALL_MS, pause = pauseUntilOnline } = following;
  let run = "run" in source ? source.run : null;
  let seen = "run" in source ? source.after : 0;
  let failures = 0;

  const open = (attempt: AbortSignal) => {
    if (run !== null) return api.events(run, seen, attempt);
    if ("turn" in source) return api.turn(source.turn, source.key, attempt);
    throw new TypeError("a run to follow, or a turn to start");
  };

  for (;;) {
    const watchdog = new Watchdog(signal, stallMs);
    try {
      onLink("connecting");
      const response = await open(watchdog.signal);
      run = response.headers.get("X-Run-Id") ?? run;
      if (response.status === 204 || !response.body) return "gone";
      onLink("open");
      for await (const events of decodeEvents(response.body)) {
        watchdog.touch();
        const fresh: RunEvent[] = [];
        for (const event of events) {
          if (event.type === "ping" || event.seq <= seen) continue;
          run = event.run;
          seen = event.seq;
          fresh.push(event);
        }
        if (!fresh.length) continue;
        failures = 0;
        onEvents(fresh);
        if (fresh.at(-1)?.type === "end") return "ended";
      }
    } catch (error) {
      if (signal.aborted) throw error;
      if (error instanceof Refused && !passes(error, run !== null)) {
        if (error.code === "cursor_beyond_end") return "gone";
        throw error;
      }
    } finally {
      watchdog.close();
    }
    signal.throwIfAborted();
    onLink("lost");
    await pause(backoffMs(failures++), signal);
    signal.throwIfAborted();
  }
}
