import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RunEvent, StatusEvent, TraceOut } from "@/api/types";
import { EMPTY, type RunState, reduce } from "@/chat/reducer";
import { AppProvider } from "@/hooks/use-app";
import { en } from "@/i18n/en";
import { AnswerBody } from "@/ui/answer-body";
import { AnswerFailure } from "@/ui/answer-failure";
import { AnswerFooter } from "@/ui/answer-footer";
import { goldenEvents } from "./golden";

const events = await goldenEvents();
const fold = (some: readonly RunEvent[]) => some.reduce(reduce, EMPTY);
const upTo = (last: (event: RunEvent) => boolean) => fold(events.slice(0, events.findIndex(last) + 1));
const isStatus = (kind: StatusEvent["kind"], state?: StatusEvent["state"]) => (event: RunEvent) =>
  event.type === "status" && event.kind === kind && (!state || event.state === state);

const shown = (state: RunState) => render(<AnswerBody state={state} link="open" />);
const live = () => document.querySelector(".live-line")?.textContent;
const foldOf = (name: RegExp) => screen.getByRole("button", { name });

afterEach(cleanup);

describe("an answer that is arriving", () => {
  it.each<[string, RunState]>([
    ["Sending…", EMPTY],
    ["Waiting for the first word…", upTo((event) => event.type === "start")],
    ["Thinking…", upTo(isStatus("model", "end"))],
    ["Trying again: the provider limits requests", upTo(isStatus("retry"))],
    ["Reading · 25%", upTo(isStatus("progress"))],
    ["Using search", upTo(isStatus("tool", "start"))],
    ["Writing…", upTo((event) => event.type === "token" && event.field === "answer")],
  ])("says: %s", (text, state) => {
    shown(state);
    expect(live()).toBe(text);
  });

  it("says that it waits for a place", () => {
    const queue = { type: "status", kind: "queue", state: "start", name: "narrow", run: "r", seq: 2, t: 1 } as const;
    shown(reduce(fold(events.slice(0, 1)), queue));
    expect(live()).toBe("Waiting for a free place");
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("says above all that the connection is lost", () => {
    render(<AnswerBody state={upTo(isStatus("tool", "start"))} link="lost" />);
    expect(live()).toBe("Connection lost. Reconnecting…");
  });

  it("shows its steps open, and how far they have come", () => {
    shown(upTo(isStatus("tool", "start")));
    expect(foldOf(/^Working/).getAttribute("aria-expanded")).toBe("true");
    const bar = screen.getByRole("progressbar", { name: "Reading" });
    expect(bar.getAttribute("aria-valuenow")).toBe("25");
    expect(screen.getAllByRole("img", { name: "running" })).toHaveLength(3);
    expect(screen.getByText('{"q": "whale"}')).toBeDefined();
  });

  it("folds them when the answer begins, unless the reader wants them open", () => {
    const before = upTo(isStatus("tool", "end"));
    const after = upTo((event) => event.type === "token" && event.field === "answer");
    const { rerender } = shown(before);
    rerender(<AnswerBody state={after} link="open" />);
    expect(foldOf(/^Working/).getAttribute("aria-expanded")).toBe("false");
    fireEvent.click(foldOf(/^Working/));
    rerender(<AnswerBody state={fold(events)} link="open" />);
    expect(foldOf(/^4 steps search/).getAttribute("aria-expanded")).toBe("true");
  });
});

describe("an answer that is there", () => {
  it("tells its steps in one another, with what they took", () => {
    shown(fold(events));
    fireEvent.click(foldOf(/^4 steps search/));
    const module = screen.getByText("helper").closest("li");
    const inside = within(module as HTMLElement)
      .getAllByRole("listitem")
      .map((line) => line.textContent);
    expect(inside).toEqual([
      "openai/x30 ms",
      "Tried again: the provider limits requests",
      "Look it up.notesbeside the answer",
      "Reading",
      'search12 msin{"q": "whale"}out[]',
    ]);
    expect(screen.queryByRole("progressbar")).toBeNull();
  });

  it("folds data that nobody announced", () => {
    const more = events.map((event) =>
      event.type === "final"
        ? { ...event, fields: { ...event.fields, trajectory: { thought_0: "Hm." }, rows: 3 } }
        : event,
    );
    shown(fold(more));
    expect(screen.getByText("thought_0").closest("[hidden]")).not.toBeNull();
    fireEvent.click(foldOf(/^Data/));
    expect(screen.getByText("thought_0").closest("[hidden]")).toBeNull();
    expect(screen.getByText("3").closest("[hidden]")).toBeNull();
  });

  it("of a plain chat tells no steps, though it asked a model", () => {
    const plain = events.filter((event) => event.type !== "status" || event.kind === "model");
    shown(fold(plain.filter((event) => event.type !== "token" || !event.predictor)));
    expect(screen.queryByText(/step/i)).toBeNull();
  });

  it("sets a model's own thoughts apart from steps", () => {
    const thoughts = events.filter(
      (event) => event.type !== "status" && !(event.type === "token" && event.call === "3"),
    );
    shown(fold(thoughts.filter((event) => event.type !== "token" || event.field !== "notes")));
    expect(screen.getByText("Look it up.").closest("[hidden]")).not.toBeNull();
    expect(screen.queryByText("thinking")).toBeNull();
    expect(screen.queryByText(/steps/)).toBeNull();
  });

  it("that was stopped says which steps did not finish", () => {
    const stopped = { type: "end", status: "stopped", run: "r", seq: 99, t: 990 } as const;
    shown(reduce(upTo(isStatus("tool", "start")), stopped));
    fireEvent.click(foldOf(/steps/));
    expect(screen.queryByRole("img", { name: "running" })).toBeNull();
    expect(screen.getAllByRole("img", { name: "not finished" })).toHaveLength(3);
  });
});

describe("around an answer", () => {
  const trace: TraceOut = {
    ...{ v: 1, run: "r", dropped: 2 },
    calls: [
      {
        ...{ id: "1", predictor: "helper", parent: null, model: "openai/x", began_ms: 1200, ms: 640 },
        ...{ messages: [{ role: "user", text: "<b>as it is</b>" }], answer: "[[ ## answer ## ]]", thinking: "Hm." },
        ...{ usage: { input: 1312, output: 84, total: 1396, cached: 1024, cost: 0.0012 }, error: null, cut: true },
      },
    ],
  };
  let answers: Record<string, Response>;

  beforeEach(() => {
    answers = {};
    vi.stubGlobal(
      "fetch",
      async (path: string) =>
        answers[path] ?? Response.json({ programs: [], plugins: [], models: [], conversations: [] }),
    );
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const failed = (code: string, more: object = {}) =>
    fold([
      ...events.slice(0, 1),
      { type: "error", run: "r", seq: 2, t: 100, code, message: "It failed.", retryable: true, ...more },
      { type: "end", run: "r", seq: 3, t: 101, status: "failed" },
    ]);
  const failure = (state: RunState) =>
    render(
      <AppProvider>
        <AnswerFailure state={state} conversation="c" answer="a" />
      </AppProvider>,
    );

  it("a failure counts down to the next try, outside of what is read out", () => {
    vi.useFakeTimers();
    const state = failed("model_busy", { retry_after: 2 });
    vi.setSystemTime((state.startedAt ?? 0) + 600);
    failure(state);
    expect(screen.getByRole("alert").textContent).toMatch(/^It failed\.Another model/);
    const button = screen.getByRole("button");
    const said = [button.textContent];
    for (let second = 0; second < 3; second++) {
      act(() => void vi.advanceTimersByTime(1000));
      said.push(button.textContent);
    }
    expect(said).toEqual(["Ask again in 2 s", "Ask again in 1 s", "Ask again", "Ask again"]);
    expect(screen.getByRole("alert").contains(button)).toBe(false);
    expect(button.hasAttribute("disabled")).toBe(false);
  });

  it.each([
    ["too_long", false, ["Ask again", "New chat"]],
    ["model_refused", false, []],
    ["model_refused_key", false, ["Ask again"]],
    ["whatever", true, ["Ask again"]],
  ])("a failure %s offers what helps", (code, retryable, buttons) => {
    failure(failed(code, { retryable }));
    expect(screen.queryAllByRole("button").map((button) => button.textContent)).toEqual(buttons);
  });

  it.each([
    [0.00000123, "under $0.0001"],
    [0.00123, "$0.0012"],
    [0.0456, "$0.05"],
    [12.345, "$12.35"],
  ])("a cost of %d reads %s", (usd, text) => {
    expect(en.answer.cost(usd)).toBe(text);
  });

  it("the footer tells program and version, model, time, tokens and cost", () => {
    render(
      <AppProvider>
        <AnswerFooter state={fold(events)} conversation="c" answer="a" />
      </AppProvider>,
    );
    const told = within(screen.getByRole("list")).getAllByRole("listitem");
    expect(told.map((item) => item.textContent)).toEqual([
      "Think 0.1.0",
      "x",
      "240 ms",
      "46 tokens",
      "8 cached",
      "$0.0012",
    ]);
  });

  const opened = async (state: RunState) => {
    render(
      <AppProvider>
        <AnswerFooter state={state} conversation="c" answer="a" />
      </AppProvider>,
    );
    const button = screen.getByRole("button", { name: "Details" });
    button.focus();
    await act(async () => fireEvent.click(button));
    return button;
  };

  it("the details show steps and model calls as they were, and give the focus back", async () => {
    const state = fold(events);
    answers[`/api/runs/${state.run}/trace`] = Response.json(trace);
    const button = await opened(state);
    const dialog = screen.getByRole("dialog", { name: "Details" });
    expect(within(dialog).getByRole("region", { name: "Steps" }).textContent).toContain("search");
    const calls = within(dialog).getByRole("region", { name: "Model calls" });
    const facts = [...calls.querySelectorAll("summary li")].map((item) => item.textContent);
    expect(facts).toEqual(["openai/x", "after 1.2 s", "640 ms", "1,312 in, 84 out", "1,024 cached", "$0.0012"]);
    const texts = [...calls.querySelectorAll("pre")].map((text) => text.textContent);
    expect(texts).toEqual(["<b>as it is</b>", "Hm.", "[[ ## answer ## ]]"]);
    expect(calls.textContent).toContain("2 more calls were not kept.");
    fireEvent.click(screen.getByRole("button", { name: "Close" }));
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(document.activeElement).toBe(button);
  });

  it.each([
    [404, "The model calls of this answer were not kept."],
    [403, "The model calls could not be read."],
  ])("the details say when the server answers %i", async (status, text) => {
    const state = fold(events);
    answers[`/api/runs/${state.run}/trace`] = Response.json({ code: "no", message: "no" }, { status });
    await opened(state);
    expect(await screen.findByText(text)).toBeDefined();
  });
});
