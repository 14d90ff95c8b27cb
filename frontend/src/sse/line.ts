/** One stream over as many connections as it takes. Knows nothing of what is followed, and of cursors. */
import { Refused } from "@/api/client";
import type { RunEvent } from "@/api/types";
import { decodeEvents } from "./decode";
import { pauseUntilBack, Watchdog } from "./watchdog";

/** What a follower knows of its connection. */
export type Link = "connecting" | "open" | "lost";

/** `ended`: the `end` event came. `gone`: the server has nothing to add; what it has stored is the truth. */
export type Outcome = "ended" | "gone";

export type Following<Event extends { type: string } = RunEvent> = {
  onEvents(events: Event[]): void;
  onLink(link: Link): void;
  signal: AbortSignal;
  /** ms without a byte before the connection counts as lost; the server pings every 10 s. */
  stallMs?: number;
  pause?(ms: number, signal: AbortSignal): Promise<void>;
};

/** What is followed: how to ask for what is still to come, what of the arrived is new, and whether that was all. */
export type Subject<Event extends { type: string } = RunEvent> = {
  open(attempt: AbortSignal): Promise<Response>;
  /** Of the events that there are, those that it is told of; absent: those of runs. */
  types?: ReadonlySet<string>;
  fresh(event: Event): boolean;
  /** A chunk of bytes has come, whatever was in it. */
  alive?(): void;
  /** The events before the last `id` of the stream have been delivered. */
  at?(id: string): void;
  isOver(): boolean;
  /** The server has it, and answers again once its disk does. */
  isBegun(): boolean;
};

const STALL_MS = 25_000;

/** 0.5 s doubling to 8 s, of which up to half is left to chance so that many clients do not come back together. */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  return Math.min(8000, 500 * 2 ** failures) * (0.5 + random() / 2);
}

/** Delivers what is new until all of it has come. Throws Refused, and whatever the abort signal throws. */
export async function keep<Event extends { type: string } = RunEvent>(
  subject: Subject<Event>,
  following: Following<Event>,
): Promise<Outcome> {
  const { onLink, signal, stallMs = STALL_MS, pause = pauseUntilBack } = following;
  let failures = 0;
  for (;;) {
    const watchdog = new Watchdog(signal, stallMs);
    try {
      onLink("connecting");
      const response = await subject.open(watchdog.signal);
      if (response.status === 204 || !response.body) return "gone";
      onLink("open");
      for await (const progress of delivered(response.body, subject, following, watchdog)) {
        if (progress) failures = 0;
        if (subject.isOver()) return "ended";
      }
    } catch (error) {
      if (signal.aborted) throw error;
      const passes = error instanceof Refused && error.status >= 500 && subject.isBegun();
      if (error instanceof Refused && error.code !== "shutting_down" && !passes) {
        if (error.code === "cursor_beyond_end") return "gone";
        throw error;
      }
    } finally {
      watchdog.close();
    }
    signal.throwIfAborted();
    onLink("lost");
    if (!watchdog.woken) await pause(backoffMs(failures++), signal);
    signal.throwIfAborted();
  }
}

/** Delivers each chunk, and tells whether it held anything new. */
async function* delivered<Event extends { type: string }>(
  body: ReadableStream<Uint8Array>,
  subject: Subject<Event>,
  { onEvents }: Following<Event>,
  watchdog: Watchdog,
): AsyncGenerator<boolean> {
  let last = "";
  const onId = (id: string) => {
    last = id;
  };
  for await (const events of decodeEvents<Event>(body, onId, subject.types)) {
    watchdog.touch();
    subject.alive?.();
    const fresh = events.filter((event) => event.type !== "ping" && subject.fresh(event));
    if (last) subject.at?.(last);
    if (fresh.length) onEvents(fresh);
    yield fresh.length > 0;
  }
}
