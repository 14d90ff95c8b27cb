import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RunEvent } from "@/api/types";
import { backoffMs, follow, type Link } from "@/sse/follow";
import { pauseUntilBack, QUIET_MS } from "@/sse/watchdog";
import { apiOf, bodyOf, frames, goldenEvents } from "./golden";

const events = await goldenEvents();
const RUN = events[0]?.run ?? "";

/** A body that sends these and is silent then; it breaks when it is aborted, as that of a real fetch does. */
function silentAfter(bytes: Uint8Array, signal: AbortSignal | undefined): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
      signal?.addEventListener("abort", () => controller.error(signal.reason));
    },
  });
}

/** A follower whose first connection falls silent after four events; the next ones send the rest. */
function following() {
  const { api, calls } = apiOf(() => new Response(bodyOf(frames(events.slice(4)))));
  const resume = api.events;
  let first = true;
  api.events = async (run, after, signal) => {
    if (!first) return resume(run, after, signal);
    first = false;
    return new Response(silentAfter(frames(events.slice(0, 4)), signal));
  };
  const got: RunEvent[] = [];
  const links: Link[] = [];
  const pauses: number[] = [];
  const outcome = follow(
    api,
    { run: RUN, after: 0 },
    {
      onEvents: (arrived) => got.push(...arrived),
      onLink: (link) => links.push(link),
      signal: new AbortController().signal,
      pause: async (ms) => {
        pauses.push(ms);
      },
    },
  );
  return { outcome, calls, got, links, pauses };
}

function show(state: "visible" | "hidden"): void {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  document.dispatchEvent(new Event("visibilitychange"));
}

/** The machine sleeps: the clock goes on and no timer runs. */
function sleep(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("a page that is back", () => {
  it.each([
    ["is seen again", () => show("visible")],
    ["is online again", () => window.dispatchEvent(new Event("online"))],
    ["comes out of the cache", () => window.dispatchEvent(new Event("pageshow"))],
  ])("leaves a dead line at once when it %s after a sleep", async (_, back) => {
    const { outcome, got, links, pauses, calls } = following();
    await vi.advanceTimersByTimeAsync(0);
    expect(got).toHaveLength(4);
    sleep(3_600_000);
    await vi.advanceTimersByTimeAsync(1);
    expect(calls).toHaveLength(0);
    back();
    await vi.advanceTimersByTimeAsync(1);
    expect(await outcome).toBe("ended");
    expect([got, links]).toEqual([events, ["connecting", "open", "lost", "connecting", "open"]]);
    expect(pauses).toEqual([]);
    expect(calls[0]?.url.searchParams.get("after")).toBe("4");
  });

  it("keeps a line that spoke a moment ago, and waits a ping for the next word", async () => {
    const { outcome, calls, pauses } = following();
    await vi.advanceTimersByTimeAsync(5_000);
    show("visible");
    await vi.advanceTimersByTimeAsync(QUIET_MS - 5_001);
    expect(calls).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(2);
    expect(await outcome).toBe("ended");
    expect(pauses).toHaveLength(1);
  });

  it("does not look when it is hidden", async () => {
    const { outcome, calls } = following();
    await vi.advanceTimersByTimeAsync(0);
    sleep(60_000);
    show("hidden");
    await vi.advanceTimersByTimeAsync(24_000);
    expect(calls).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1_001);
    expect(await outcome).toBe("ended");
  });

  it.each([
    ["is seen", () => show("visible")],
    ["is online", () => window.dispatchEvent(new Event("online"))],
  ])("does not wait for its next try once it %s", async (_, back) => {
    const waited = pauseUntilBack(8_000, new AbortController().signal);
    let over = false;
    waited.then(() => {
      over = true;
    });
    show("hidden");
    await vi.advanceTimersByTimeAsync(100);
    expect(over).toBe(false);
    back();
    await vi.advanceTimersByTimeAsync(0);
    expect(over).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("leaves no listener behind", async () => {
    const counts = [document, window].map((target) => {
      const added = vi.spyOn(target, "addEventListener");
      const removed = vi.spyOn(target, "removeEventListener");
      return () => [added.mock.calls.length, removed.mock.calls.length];
    });
    const { outcome } = following();
    await vi.advanceTimersByTimeAsync(26_000);
    await outcome;
    for (const count of counts) {
      const [added, removed] = count();
      expect(added).toBeGreaterThan(0);
      expect(removed).toBe(added);
    }
  });
});

describe("backoffMs", () => {
  it("doubles from half a second to eight, and leaves up to half of it to chance", () => {
    for (const failures of [0, 1, 2, 3, 4, 5, 50]) {
      const most = Math.min(8000, 500 * 2 ** failures);
      expect([backoffMs(failures, () => 0), backoffMs(failures, () => 1)]).toEqual([most / 2, most]);
    }
    expect(new Set(Array.from({ length: 20 }, () => backoffMs(3))).size).toBeGreaterThan(15);
  });
});
