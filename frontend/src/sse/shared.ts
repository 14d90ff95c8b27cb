/**
 * One line for all pages of a browser, which may have six connections to a server: one page holds it, and tells the others what
 * comes. Knows nothing of what that is. Where a browser has no locks, as for a page over plain HTTP from another machine, each
 * page has a line of its own.
 */
import { onBack, QUIET_MS } from "./watchdog";

/** ms without a word after which the page that holds the line counts as asleep: some browsers stop pages that are not seen. */
const ASLEEP_MS = 25_000;
const LOOK_MS = 5_000;

export type Line<Message> = {
  /** Hold the line and tell all that comes; ends when the signal says so. */
  hold(tell: (message: Message) => void, signal: AbortSignal): Promise<void>;
  /** Something has come, here or by way of another page. */
  hear(message: Message): void;
};

/** Joins the line of this name; returns how to leave it. */
export function share<Message>(name: string, { hold, hear }: Line<Message>): () => void {
  const { locks } = navigator;
  if (!locks || typeof BroadcastChannel === "undefined") {
    const leave = new AbortController();
    hold(hear, leave.signal).catch(() => {});
    return () => leave.abort();
  }
  const channel = new BroadcastChannel(name);
  let heardAt = Date.now();
  let holding: AbortController | null = null;
  let waiting = new AbortController();

  const heard = (message: Message) => {
    heardAt = Date.now();
    hear(message);
  };
  const tell = (message: Message) => {
    channel.postMessage(message);
    heard(message);
  };

  /** Wait for the line, or take it from a page that sleeps; wait again when another takes it from this one. */
  async function join(steal: boolean): Promise<void> {
    waiting.abort();
    waiting = new AbortController();
    const mine = waiting;
    try {
      await locks.request(name, steal ? { steal } : { signal: mine.signal }, async () => {
        holding = mine;
        heardAt = Date.now();
        await hold(tell, mine.signal);
      });
    } catch (error) {
      const stolen = error instanceof DOMException && error.name === "AbortError" && !mine.signal.aborted;
      if (stolen) void join(false);
    } finally {
      mine.abort();
      if (holding === mine) holding = null;
    }
  }

  const look = (patience: number) => {
    if (holding || document.visibilityState !== "visible" || Date.now() - heardAt < patience) return;
    heardAt = Date.now();
    void join(true);
  };
  channel.onmessage = ({ data }: MessageEvent<Message>) => heard(data);
  const timer = setInterval(() => look(ASLEEP_MS), LOOK_MS);
  const forget = onBack(() => look(QUIET_MS));
  void join(false);
  return () => {
    clearInterval(timer);
    forget();
    waiting.abort();
    channel.close();
  };
}
