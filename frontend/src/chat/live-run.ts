/**
 * A run as it grows, kept outside React: every event is folded at once, listeners hear of it at most once per frame.
 * A page that hears of each token renders itself to death at 1000 tokens/s; at one flush per 33 ms nobody sees a difference.
 */
import type { RunEvent } from "@/api/types";
import type { Link } from "@/sse/follow";
import { EMPTY, type RunState, reduce } from "./reducer";

const FLUSH_MS = 33;
/** What is dear to show, as a list of a thousand items, is shown less often: it takes about a twentieth of the time then. */
const SHARE = 20;
const SLOWEST_MS = 120;
/** Animation frames stop in a hidden tab; a timer goes on. */
const HIDDEN_MS = 250;

export class LiveRun {
  #folded: RunState;
  #shown: RunState;
  #link: Link = "connecting";
  #flushedAt = 0;
  #everyMs = FLUSH_MS;
  #frame: number | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #listeners = new Set<() => void>();

  /** `shown` is what to show until the events have caught up with it. */
  constructor(shown: RunState = EMPTY) {
    this.#folded = EMPTY;
    this.#shown = shown;
  }

  readonly get = (): RunState => this.#shown;
  readonly link = (): Link => this.#link;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  push(events: readonly RunEvent[]): void {
    for (const event of events) this.#folded = reduce(this.#folded, event);
    const last = events.at(-1);
    if (last?.type === "end" || last?.type === "start") this.flush();
    else this.#schedule();
  }

  /** Start over from nothing, as when a replay jumps back. */
  restart(events: readonly RunEvent[]): void {
    this.#folded = events.reduce(reduce, EMPTY);
    this.flush();
  }

  setLink(link: Link): void {
    if (link === this.#link) return;
    this.#link = link;
    this.#notify();
  }

  flush(): void {
    this.#cancel();
    if (this.#folded === this.#shown || this.#behind()) return;
    this.#flushedAt = performance.now();
    this.#shown = this.#folded;
    this.#notify();
    // React renders in a microtask that was queued before this one
    queueMicrotask(() => {
      const took = performance.now() - this.#flushedAt;
      this.#everyMs = Math.min(SLOWEST_MS, Math.max(FLUSH_MS, took * SHARE));
    });
  }

  /** After a reload the events come again from the first: keep the stored text until they have passed it. */
  #behind(): boolean {
    const { seq, phase, values } = this.#shown;
    return seq === 0 && this.#folded.phase === phase && length(this.#folded.texts) < length(values ?? {});
  }

  #schedule(): void {
    if (this.#frame !== null || this.#timer !== null) return;
    if (document.visibilityState === "hidden") this.#timer = setTimeout(() => this.flush(), HIDDEN_MS);
    else this.#frame = requestAnimationFrame(this.#onFrame);
  }

  readonly #onFrame = (): void => {
    this.#frame = null;
    if (performance.now() - this.#flushedAt < this.#everyMs) this.#schedule();
    else this.flush();
  };

  #cancel(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#frame = null;
    this.#timer = null;
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}

function length(texts: Record<string, unknown>): number {
  return Object.values(texts).reduce<number>((sum, text) => sum + (typeof text === "string" ? text.length : 0), 0);
}
