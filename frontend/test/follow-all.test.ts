import { describe, expect, it } from "vitest";
import type { RunEvent, WireEvent } from "@/api/types";
import { followAll, type Place } from "@/sse/follow";
import { apiOf, bodyOf, type Call, goldenEvents, refusal } from "./golden";

const golden = await goldenEvents();
const RUNS = ["a", "b", "c"].map((letter) => letter.repeat(32));

/** Three runs, one event of each in turn, as the server mixes them: with the cursor of all three as the id. */
const mixed = golden.flatMap((event) => RUNS.map((run) => ({ ...event, run }) as RunEvent));

function cursorAt(count: number): Map<string, number> {
  return new Map(mixed.slice(0, count).map((event) => [event.run, event.seq]));
}

function textOf(cursor: Map<string, number>): string {
  return [...cursor].map(([run, seq]) => `${run}:${seq}`).join(";");
}

/** The frames of the mixed events from one to another. */
function bytes(from: number, to: number): Uint8Array {
  const text = mixed.slice(from, to).map((event, at) => {
    return `id: ${textOf(cursorAt(from + at + 1))}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
  });
  return new TextEncoder().encode(`event: ping\ndata: {"type":"ping"}\n\n${text.join("")}`);
}

/** How many of the mixed events a call has seen, by the cursor that it sends. */
function seenBy(call: Call): number {
  const after = call.url.searchParams.get("after") ?? "";
  for (let count = 0; count <= mixed.length; count++) if (textOf(cursorAt(count)) === after) return count;
  throw new Error(`no cursor of ours: ${after}`);
}

async function run(
  answer: (call: Call, number: number) => Response,
  places: Place[] = RUNS.map((one) => ({ run: one, after: 0 })),
) {
  const { api, calls } = apiOf(answer);
  const got: WireEvent[] = [];
  const outcome = await followAll(api, places, {
    onEvents: (arrived) => got.push(...arrived),
    onLink: () => {},
    signal: new AbortController().signal,
    pause: async () => {},
  });
  return { outcome, got, calls };
}

describe("followAll", () => {
  it("delivers all runs from one connection", async () => {
    const { outcome, got, calls } = await run(() => new Response(bodyOf(bytes(0, mixed.length), 13)));
    expect([outcome, got]).toEqual(["ended", mixed]);
    expect(
      calls.map(({ url }) => [url.pathname, url.searchParams.getAll("run"), url.searchParams.get("after")]),
    ).toEqual([["/api/runs/events", RUNS, null]]);
  });

  it("gives the same when it is cut after any event", async () => {
    for (let cut = 0; cut < mixed.length; cut++) {
      const { outcome, got, calls } = await run((call, number) =>
        number === 1
          ? new Response(bodyOf(bytes(0, cut), 17, new TypeError("network error")))
          : new Response(bodyOf(bytes(seenBy(call), mixed.length))),
      );
      expect([outcome, got]).toEqual(["ended", mixed]);
      expect(calls[1]?.url.searchParams.get("after") ?? "").toBe(textOf(cursorAt(cut)));
    }
  });

  it("drops what it has of each run, and nothing of another", async () => {
    const { got } = await run((_, number) => new Response(bodyOf(number === 1 ? bytes(0, 7) : bytes(0, mixed.length))));
    expect(got).toEqual(mixed);
  });

  it("begins where the caller is", async () => {
    const from = RUNS.map((one, place) => ({ run: one, after: place }));
    const { got, calls } = await run(() => new Response(bodyOf(bytes(0, mixed.length))), from);
    expect(calls[0]?.url.searchParams.get("after")).toBe(`${RUNS[1]}:1;${RUNS[2]}:2`);
    expect(got).toEqual(mixed.filter((event) => event.seq > RUNS.indexOf(event.run)));
  });

  it("leaves it to the stored answers when nothing is left to come", async () => {
    expect((await run(() => new Response(null, { status: 204 }))).outcome).toBe("gone");
  });

  it("hands on a refusal", async () => {
    await expect(run(() => refusal(404, "unknown_run"))).rejects.toMatchObject({ code: "unknown_run" });
  });
});
