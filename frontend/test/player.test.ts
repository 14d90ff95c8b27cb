import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Player, type Recording } from "@/chat/player";
import { EMPTY, reduce } from "@/chat/reducer";
import { goldenEvents } from "./golden";

const events = await goldenEvents();
const whole = events.reduce(reduce, EMPTY);
const second = events.map((event) => ({ ...event, run: "second" }));
const RECORDINGS: Recording[] = [
  { message: "one", events },
  { message: "two", events: second },
];
const LAST = events.at(-1)?.t ?? 0;

/** Time stands still but for what a test lets pass. */
beforeEach(
  () =>
    void vi.useFakeTimers({ toFake: ["performance", "requestAnimationFrame", "cancelAnimationFrame", "setTimeout"] }),
);
afterEach(() => void vi.useRealTimers());

describe("Player", () => {
  it("ends where the live run ended", () => {
    const player = new Player(RECORDINGS);
    player.seek(Number.POSITIVE_INFINITY);
    expect(player.run("one")?.get()).toEqual(whole);
    expect(player.run("two")?.get()).toEqual({ ...whole, run: "second" });
  });

  it("shows at any moment what had come by then, wherever it was before", () => {
    const player = new Player([{ message: "one", events }]);
    for (const at of [90, 20, 131, 0, 60, 59, 61]) {
      player.seek(at);
      player.run("one")?.flush();
      const seen = events.filter((event) => event.t <= at).reduce(reduce, EMPTY);
      expect(player.run("one")?.get()).toEqual(seen);
    }
  });

  it.each([0.5, 1, 2, 4] as const)("takes the recorded time at %f times the speed", (speed) => {
    const player = new Player([{ message: "one", events }], speed);
    player.play();
    vi.advanceTimersByTime(LAST / speed - 20);
    expect(player.state.get().playing).toBe(true);
    vi.advanceTimersByTime(60);
    expect(player.state.get()).toMatchObject({ playing: false, position: LAST, duration: LAST });
    expect(player.run("one")?.get()).toEqual(whole);
  });

  it("stands still while it is paused", () => {
    const player = new Player(RECORDINGS);
    player.play();
    vi.advanceTimersByTime(64);
    player.pause();
    const { position } = player.state.get();
    vi.advanceTimersByTime(5000);
    expect(player.state.get().position).toBe(position);
    expect(position).toBeGreaterThan(0);
  });

  it("shows everything at once at speed instant", () => {
    const player = new Player(RECORDINGS, "instant");
    player.play();
    expect(player.state.get()).toMatchObject({ playing: false, turn: 2 });
    expect(player.run("two")?.get().phase).toBe("completed");
  });

  it("plays one answer after the other", () => {
    const player = new Player(RECORDINGS);
    player.seek(LAST);
    expect([player.state.get().turn, player.run("two")?.get().run]).toEqual([1, null]);
  });
});
