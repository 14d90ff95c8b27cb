import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import type { MessageOut, RunEvent } from "@/api/types";
import { Player } from "@/chat/player";

import { focusOf, press } from "@/share/keys";
import { read } from "@/share/shared";
import { SharedPage } from "@/share/shared-page";
import { goldenEvents } from "./golden";

const events = await goldenEvents();
const start = events[0];
if (start?.type !== "start") throw new TypeError("the golden turn begins with its start");
const LAST = events.at(-1)?.t ?? 0;

function message(id: string, parent: string | null, role: "user" | "assistant", text: string): MessageOut {
  return {
    id,
    parent,
    role,
    text,
    fields: { answer: text },
    created_at: 1_795_000_000_000,
    run: null,
    siblings: [],
    feedback: null,
  };
}

const second = events.map((event): RunEvent => ({ ...event, run: "second" }));
/** As the server writes it: the newest first, and a message of another branch. */
const SAVED = {
  v: 1,
  saved_at: 1_795_000_100_000,
  title: "Whales",
  head: "a3",
  entries: [
    { message: message("a3", "q3", "assistant", "An old answer without a recording"), events: [] },
    { message: message("q3", "a2", "user", "And a bat?"), events: [] },
    { message: message("a2", "q2", "assistant", "x"), events: second },
    { message: message("q2", "a1", "user", "Is it a mammal?"), events: [] },
    { message: message("other", "q1", "assistant", "Another branch"), events: [] },
    { message: message("a1", "q1", "assistant", "x"), events },
    { message: message("q1", null, "user", "Is a whale a fish?"), events: [] },
  ],
};
const shared = read(JSON.stringify(SAVED));
const questions = () => screen.getAllByLabelText("You asked").map((question) => question.textContent);
const answers = () => screen.getAllByRole("article", { name: /^Answer of/ });
const scrub = (ms: number) => fireEvent.change(screen.getByRole("slider"), { target: { value: String(ms) } });

afterEach(cleanup);

describe("what a shared file holds", () => {
  it("is the branch, oldest first, with the events of its answers", () => {
    expect(shared.messages.map(({ id }) => id)).toEqual(["q1", "a1", "q2", "a2", "q3", "a3"]);
    expect(shared.recordings).toEqual([
      { message: "a1", events },
      { message: "a2", events: second },
    ]);
    expect([shared.title, shared.savedAt]).toEqual(["Whales", 1_795_000_100_000]);
  });

  it.each([
    ["empty", ""],
    ["something else", "{}"],
    ["of a later version", JSON.stringify({ ...SAVED, v: 2 })],
    ["cut short", JSON.stringify(SAVED).slice(0, -1)],
  ])("is refused when it is %s", (_, text) => {
    expect(() => read(text)).toThrow();
  });
});

describe("the page of a shared file", () => {
  it("shows the whole conversation as the live page would", () => {
    render(<SharedPage shared={shared} />);
    expect(questions()).toEqual(["Is a whale a fish?", "Is it a mammal?", "And a bat?"]);
    expect(answers()).toHaveLength(3);
    expect(answers().map((answer) => answer.dataset.phase)).toEqual(["completed", "completed", "completed"]);
    expect(answers()[0]?.textContent).toContain("Think");
    expect(screen.getByText("An old answer without a recording")).toBeDefined();
    expect(document.querySelectorAll("time")).toHaveLength(4);
  });

  it("goes back to any moment, and forth to the same end", () => {
    render(<SharedPage shared={shared} />);
    const before = screen.getByRole("log").textContent;
    scrub(0);
    expect([questions(), answers()[0]?.dataset.phase]).toEqual([["Is a whale a fish?"], "running"]);
    scrub(LAST);
    expect([questions().length, answers()[0]?.dataset.phase]).toEqual([1, "completed"]);
    scrub(2 * LAST + 10_000);
    expect(screen.getByRole("log").textContent).toBe(before);
  });

  it("replays one answer while the others stand, and leaves it with Escape", () => {
    render(<SharedPage shared={shared} />);
    const replays = screen.getAllByRole("button", { name: "Replay this answer" });
    expect(replays).toHaveLength(2);
    fireEvent.click(replays[1] as HTMLElement);
    scrub(0);
    expect(answers().map((answer) => answer.dataset.phase)).toEqual(["completed", "running", "completed"]);
    fireEvent.keyDown(document.body, { key: "Escape" });
    expect(answers().map((answer) => answer.dataset.phase)).toEqual(["completed", "completed", "completed"]);
    expect(screen.queryByRole("button", { name: "Back to the whole conversation" })).toBeNull();
  });

  it("says what kept an answer from its end, and offers nothing that needs a server", () => {
    const cut = events.slice(0, 6);
    const at = { run: start.run, seq: 7, t: 80 };
    const failure = {
      ...at,
      type: "error",
      code: "model_busy",
      message: "Too many requests.",
      retryable: true,
    } as const;
    const end = { ...at, seq: 8, type: "end", status: "failed" } as const;
    const entries = SAVED.entries.map((entry) =>
      entry.message.id === "a1" ? { ...entry, events: [...cut, failure, end] } : entry,
    );
    render(<SharedPage shared={read(JSON.stringify({ ...SAVED, entries }))} />);
    expect(screen.getByRole("alert").textContent).toBe("Too many requests.");
    expect(within(answers()[0] as HTMLElement).queryByRole("button", { name: /Ask again/ })).toBeNull();
  });
});

describe("keys", () => {
  const player = () => {
    const made = new Player(shared.recordings);
    made.seek(LAST);
    return made;
  };

  it.each([
    ["ArrowLeft", Math.max(0, LAST - 5000)],
    ["ArrowRight", 2 * LAST + 700],
  ])("%s moves by five seconds, not past an end", (key, position) => {
    const made = player();
    expect(press(made, key, "page")).toBe(true);
    expect(made.state.get().position).toBe(position);
  });

  it("Space and k play and pause", () => {
    const made = player();
    for (const [key, playing] of [
      [" ", true],
      ["k", false],
    ] as const) {
      expect(press(made, key, "page")).toBe(true);
      expect(made.state.get().playing).toBe(playing);
    }
  });

  it("< and > change the speed as far as it goes", () => {
    const made = player();
    for (const speed of [2, 4, "instant", "instant"]) {
      press(made, ">", "page");
      expect(made.state.get().speed).toBe(speed);
    }
    for (const speed of [4, 2, 1, 0.5, 0.5]) {
      press(made, "<", "page");
      expect(made.state.get().speed).toBe(speed);
    }
  });

  it("belong to what has the focus first", () => {
    document.body.innerHTML = "<button>b</button><input type=range><pre tabindex=0><code>c</code></pre><p>p</p>";
    const focus = (selector: string) => focusOf(document.querySelector(selector));
    expect([focus("button"), focus("input"), focus("code"), focus("p"), focusOf(null)]).toEqual([
      "button",
      "field",
      "field",
      "page",
      "page",
    ]);
    expect([
      press(player(), " ", "button"),
      press(player(), "ArrowLeft", "field"),
      press(player(), "x", "page"),
    ]).toEqual([false, false, false]);
  });
});
