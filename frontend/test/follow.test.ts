import { describe, expect, it, vi } from "vitest";
import { Refused } from "@/api/client";
import type { RunEvent } from "@/api/types";
import { backoffMs, type Following, follow, type Link, type Source } from "@/sse/follow";
import { apiOf, bodyOf, type Call, frames, goldenEvents, refusal } from "./golden";

const events = await goldenEvents();
const RUN = events[0]?.run ?? "";
const TURN: Source = { turn: { message: "Is a whale a fish?" }, key: "key-1" };

function stream(body: ReadableStream<Uint8Array>): Response {
  return new Response(body, { headers: { "X-Run-Id": RUN } });
}

/** The rest of the run that a call asks for. */
function rest(call: Call): RunEvent[] {
  const after = Number(call.url.searchParams.get("after") ?? 0);
  return events.filter((event) => event.seq > after);
}

async function run(
  answer: (call: Call, number: number) => Response | Promise<Response>,
  more: Partial<Following> = {},
  source = TURN,
) {
  const { api, calls } = apiOf(answer);
  const got: RunEvent[] = [];
  const links: Link[] = [];
  const pauses: number[] = [];
  const outcome = follow(api, source, {
    onEvents: (arrived) => got.push(...arrived),
    onLink: (link) => links.push(link),
    signal: new AbortController().signal,
    pause: async (ms) => {
      pauses.push(ms);
    },
    ...more,
  });
  return { outcome: await outcome, calls, got, links, pauses };
}

describe("follow", () => {
  it("delivers a run that is never cut", async () => {
    const { outcome, got, calls, links } = await run(() => stream(bodyOf(frames(events), 11)));
    expect([outcome, got, links]).toEqual(["ended", events, ["connecting", "open"]]);
    expect(calls.map(({ method, url, headers }) => [method, url.pathname, headers.get("Idempotency-Key")])).toEqual([
      ["POST", "/chat/stream", "key-1"],
    ]);
  });

  it.each(["the end of the stream", "an error"])("gives the same when %s cuts it after any event", async (how) => {
    const error = how === "an error" ? new TypeError("network error") : undefined;
    for (let cut = 0; cut < events.length; cut++) {
      const { outcome, got, calls } = await run((call, number) =>
        number === 1 ? stream(bodyOf(frames(events.slice(0, cut)), 7, error)) : stream(bodyOf(frames(rest(call)))),
      );
      expect([outcome, got]).toEqual(["ended", events]);
      expect(calls[1]?.url.pathname).toBe(`/api/runs/${RUN}/events`);
      expect(calls[1]?.url.searchParams.get("after")).toBe(cut ? String(cut) : null);
    }
  });

  it("gives the same when every connection dies after one event", async () => {
    const { got, calls } = await run((call) => stream(bodyOf(frames(rest(call).slice(0, 1)))));
    expect(got).toEqual(events);
    expect(calls).toHaveLength(events.length);
  });

  it("drops events that it has seen", async () => {
    const { got } = await run((_, number) => stream(bodyOf(frames(number === 1 ? events.slice(0, 6) : events))));
    expect(got).toEqual(events);
  });

  it("sends an unanswered turn again under the same key, and follows the run once it is known", async () => {
    const { got, calls } = await run((call, number) => {
      if (number <= 2) throw new TypeError("Failed to fetch");
      return number === 3 ? stream(bodyOf(frames(events.slice(0, 3)))) : stream(bodyOf(frames(rest(call))));
    });
    expect(got).toEqual(events);
    expect(calls.map(({ method, headers }) => [method, headers.get("Idempotency-Key")])).toEqual([
      ["POST", "key-1"],
      ["POST", "key-1"],
      ["POST", "key-1"],
      ["GET", null],
    ]);
    expect(new Set(calls.slice(0, 3).map((call) => call.body)).size).toBe(1);
  });

  it("asks again when a proxy answers in the server's place", async () => {
    const { outcome } = await run((_, number) =>
      number === 1 ? new Response("Bad Gateway", { status: 502 }) : stream(bodyOf(frames(events))),
    );
    expect(outcome).toBe("ended");
  });

  it("waits longer from failure to failure, and starts over after progress", async () => {
    const { pauses } = await run(
      (call, number) => {
        if (number <= 4) throw new TypeError("Failed to fetch");
        return number === 5 ? stream(bodyOf(frames(rest(call).slice(0, 2)))) : stream(bodyOf(frames(rest(call))));
      },
      {},
      { run: RUN, after: 0 },
    );
    expect(pauses).toHaveLength(5);
    for (const [place, failures] of [0, 1, 2, 3, 0].entries()) {
      expect(pauses[place]).toBeGreaterThanOrEqual(backoffMs(failures, () => 0));
      expect(pauses[place]).toBeLessThanOrEqual(backoffMs(failures, () => 1));
    }
  });

  it("takes a silent connection for lost", async () => {
    vi.useFakeTimers();
    const silent = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(frames(events.slice(0, 4))),
    });
    const { api, calls } = apiOf((call, number) => stream(number === 1 ? silent : bodyOf(frames(rest(call)))));
    // a real fetch breaks its body when it is aborted; so does this one
    const turn = api.turn;
    api.turn = async (body, key, signal) => {
      const response = await turn(body, key, signal);
      const reader = response.body?.getReader();
      const broken = new ReadableStream<Uint8Array>({
        start: (controller) => signal?.addEventListener("abort", () => controller.error(signal.reason)),
        pull: async (controller) => {
          const piece = await reader?.read();
          if (piece?.done) controller.close();
          else if (piece) controller.enqueue(piece.value);
        },
      });
      return new Response(broken, { headers: response.headers });
    };
    const got: RunEvent[] = [];
    const links: Link[] = [];
    const outcome = follow(api, TURN, {
      onEvents: (arrived) => got.push(...arrived),
      onLink: (link) => links.push(link),
      signal: new AbortController().signal,
      pause: async () => {},
    });
    await vi.advanceTimersByTimeAsync(24_000);
    expect(calls).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await outcome).toBe("ended");
    expect([got, links]).toEqual([events, ["connecting", "open", "lost", "connecting", "open"]]);
    vi.useRealTimers();
  });

  it("keeps a quiet connection whose server pings", async () => {
    vi.useFakeTimers();
    const slow = new ReadableStream<Uint8Array>({
      async start(controller) {
        for (let pings = 0; pings < 6; pings++) {
          controller.enqueue(frames([{ type: "ping" }]));
          await new Promise((resolve) => setTimeout(resolve, 10_000));
        }
        controller.enqueue(frames(events));
      },
    });
    const { api, calls } = apiOf((_, number) => stream(number === 1 ? slow : bodyOf(frames(events))));
    const signals: (AbortSignal | undefined)[] = [];
    const turn = api.turn;
    api.turn = (body, key, signal) => {
      signals.push(signal);
      return turn(body, key, signal);
    };
    const aborted: boolean[] = [];
    const outcome = follow(api, TURN, {
      onEvents: () => aborted.push(signals[0]?.aborted ?? true),
      onLink: () => {},
      signal: new AbortController().signal,
    });
    await vi.advanceTimersByTimeAsync(61_000);
    expect([await outcome, calls.length, aborted]).toEqual(["ended", 1, [false]]);
    vi.useRealTimers();
  });

  it.each([
    ["nothing is left to come", () => new Response(null, { status: 204 })],
    ["the cursor is beyond the log", () => refusal(409, "cursor_beyond_end")],
  ])("leaves it to the stored answer when %s", async (_, answer) => {
    expect((await run(answer, {}, { run: RUN, after: 3 })).outcome).toBe("gone");
  });

  it("waits for a server that is restarting", async () => {
    const answer = (_: Call, number: number) =>
      number === 1 ? refusal(503, "shutting_down") : stream(bodyOf(frames(events)));
    expect((await run(answer)).outcome).toBe("ended");
  });

  it("waits for a disk that fails while a run is followed, and not for one that takes no turn", async () => {
    const answer = (_: Call, number: number) =>
      number === 1 ? refusal(507, "storage_failed") : stream(bodyOf(frames(events)));
    expect((await run(answer, {}, { run: RUN, after: 0 })).outcome).toBe("ended");
    await expect(run(answer)).rejects.toMatchObject({ status: 507, code: "storage_failed" });
  });

  it("hands on a refusal, with the run to attach to", async () => {
    const busy = run(() => refusal(409, "busy", { run: "other" }));
    await expect(busy).rejects.toBeInstanceOf(Refused);
    await expect(busy).rejects.toMatchObject({ status: 409, code: "busy", run: "other", message: "no: busy" });
  });

  it("ends when it is told to", async () => {
    const leave = new AbortController();
    const left = run(() => Promise.reject(new TypeError("Failed to fetch")), {
      signal: leave.signal,
      pause: async () => leave.abort(),
    });
    await expect(left).rejects.toMatchObject({ name: "AbortError" });
  });
});
