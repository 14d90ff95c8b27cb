/** Notices that a connection is dead, or that the page is back and should look. Knows nothing of what arrives on it. */

/** ms without a byte after which somebody who comes back does not wait any longer; the server pings every 10 s. */
export const QUIET_MS = 12_000;

/** Calls back when the page is seen again or the browser is online again; returns what ends that. */
export function onBack(back: () => void): () => void {
  const seen = () => {
    if (document.visibilityState === "visible") back();
  };
  globalThis.addEventListener?.("online", back);
  globalThis.addEventListener?.("pageshow", back);
  globalThis.document?.addEventListener("visibilitychange", seen);
  return () => {
    globalThis.removeEventListener?.("online", back);
    globalThis.removeEventListener?.("pageshow", back);
    globalThis.document?.removeEventListener("visibilitychange", seen);
  };
}

/** Waits, but not past the moment in which somebody is back. */
export function pauseUntilBack(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      forget();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    const forget = onBack(done);
    signal.addEventListener("abort", done);
  });
}

/**
 * Aborts a connection attempt that has been silent for `stallMs`. A page that slept had no timers: when it is back, silence of
 * QUIET_MS is enough, counted from the last byte by the clock, so that a dead line is left at once.
 */
export class Watchdog {
  readonly signal: AbortSignal;
  readonly #attempt = new AbortController();
  readonly #forget: () => void;
  readonly #stallMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = 0;
  #woken = false;

  constructor(outer: AbortSignal, stallMs: number) {
    this.signal = AbortSignal.any([outer, this.#attempt.signal]);
    this.#stallMs = stallMs;
    this.#forget = onBack(() => this.#look());
    this.touch();
  }

  /** A byte has come. */
  touch(): void {
    this.#last = Date.now();
    this.#abortIn(this.#stallMs);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#forget();
    this.#attempt.abort();
  }

  /** Whether it was given up because somebody is back, who should not have to wait for the next one. */
  get woken(): boolean {
    return this.#woken;
  }

  #look(): void {
    const left = Math.min(QUIET_MS, this.#stallMs) - (Date.now() - this.#last);
    this.#woken = left <= 0;
    if (this.#woken) this.#attempt.abort();
    else this.#abortIn(left);
  }

  #abortIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#attempt.abort(), ms);
  }
}
