import { describe, expect, it } from "vitest";
import type { MessageOut, RunEvent } from "@/api/types";
import { answerText, EMPTY, fieldValue, type RunState, reduce, stored } from "@/chat/reducer";
import { goldenEvents } from "./golden";

const fold = (events: readonly RunEvent[], from: RunState = EMPTY) => events.reduce(reduce, from);
const events = await goldenEvents();
const upTo = (last: (event: RunEvent) => boolean) => events.slice(0, events.findIndex(last) + 1);

describe("reduce", () => {
  it("folds the golden turn", () => {
    const state = fold(events);
    expect(state.phase).toBe("completed");
    expect(state.program?.id).toBe("think");
    expect(fieldValue(state, "reasoning")).toBe("Whales breathe air, so they are mammals.");
    expect(fieldValue(state, "scores")).toEqual([1, 2.5, null]);
    expect(answerText(state)).toMatch(/^Nein — 鯨は🐋 mammals\./);
    expect(state.usage?.total).toBe(46);
  });

  it("shows what a program returns beyond what it announced, as what it is", () => {
    const final = events.find((event) => event.type === "final");
    if (final?.type !== "final") throw new Error("the golden turn has a final");
    const more = { word_count: 3, sure: true, rows: [1], more: { a: 1 }, note: "n" };
    const state = fold(
      events.map((event) => (event === final ? { ...final, fields: { ...final.fields, ...more } } : event)),
    );
    const told = state.fields.filter((field) => field.name in more);
    expect(told.map(({ name, title, kind, role }) => [name, title, kind, role])).toEqual([
      ["word_count", "Word count", "number", "detail"],
      ["sure", "Sure", "boolean", "detail"],
      ["rows", "Rows", "list", "detail"],
      ["more", "More", "json", "detail"],
      ["note", "Note", "text", "detail"],
    ]);
    expect(fold(events).fields.map((field) => field.name)).toEqual(["reasoning", "answer", "scores"]);
  });

  it("gives the same state at every point of a resumed run as of one that was never cut", () => {
    const whole = fold(events);
    for (let cut = 0; cut <= events.length; cut++) {
      const before = fold(events.slice(0, cut));
      expect(fold(events.slice(cut), before)).toEqual(whole);
      // a server may send again what was seen
      expect(fold(events, before)).toEqual(whole);
    }
  });

  it("drops what it has seen and changes nothing for it", () => {
    const state = fold(events.slice(0, 9));
    for (const seen of events.slice(0, 9)) expect(reduce(state, seen)).toBe(state);
  });

  it("never changes a state that it was given", () => {
    let state: RunState = EMPTY;
    for (const event of events) {
      const before = structuredClone(state);
      const next = reduce(state, event);
      expect(state).toEqual(before);
      state = next;
    }
  });

  it("takes back the text of a predictor whose attempt was thrown away", () => {
    const before = fold(upTo((event) => event.type === "token"));
    expect(before.texts).toEqual({ reasoning: "A first attempt that is thrown away" });
    const after = fold(upTo((event) => event.type === "status" && event.kind === "reset"));
    expect(after.texts).toEqual({});
  });

  it("takes back only that predictor's text", () => {
    const state = fold(events.slice(0, 10));
    const reset = (name: string, id: string | null = null): RunEvent => ({
      ...{ type: "status", run: "r", seq: state.seq + 1, t: 0, kind: "reset" },
      ...{ name, id },
    });
    const actions = state.steps.filter((step) => step.kind !== "note");
    expect(reduce(state, reset("helper"))).toMatchObject({ steps: actions, texts: state.texts });
    expect(reduce(state, reset("predict"))).toMatchObject({ steps: state.steps, texts: {} });
    // a call that has a number is none of the answer's, whatever its predictor
    expect(reduce(state, reset("predict", "9"))).toMatchObject({ steps: state.steps, texts: state.texts });
  });

  it("keeps what inner predictors write apart from the program's fields", () => {
    const state = fold(events);
    expect(state.steps.filter((step) => step.kind === "note")).toEqual([
      {
        ...{ kind: "note", key: 8, parent: "m1", predictor: "helper", call: "2" },
        texts: { thinking: "Look it up.", notes: "beside the answer" },
      },
    ]);
    expect(state.texts).not.toHaveProperty("notes");
  });

  it("believes the final event over what streamed", () => {
    const before = fold(upTo((event) => event.type === "token"));
    const final = events.find((event) => event.type === "final");
    if (final?.type !== "final") throw new Error("the golden turn has a final event");
    const state = reduce(before, { ...final, fields: { reasoning: "other", answer: "other" }, answer: "other" });
    expect([fieldValue(state, "reasoning"), fieldValue(state, "answer")]).toEqual(["other", "other"]);
    expect(answerText(state)).toBe("other");
  });

  it("keeps what had streamed when a run fails", () => {
    const cut = events.slice(0, 9);
    const state = fold([
      ...cut,
      {
        type: "error",
        run: "r",
        seq: 100,
        t: 200,
        code: "model",
        message: "The model is away.",
        retryable: true,
        retry_after: 2.5,
        ref: "e1",
      },
      { type: "end", run: "r", seq: 101, t: 201, status: "failed" },
    ]);
    const retryAt = (state.startedAt ?? 0) + 200 + 2500;
    expect(state.failure).toEqual({
      ...{ code: "model", message: "The model is away.", retryable: true, ref: "e1" },
      retryAt,
    });
    expect(state).toMatchObject({ phase: "failed", ms: 201, texts: fold(cut).texts });
  });
});

describe("stored", () => {
  it("shows a stored answer as its events had left it", () => {
    const live = fold(events);
    const start = events[0];
    if (start?.type !== "start" || !live.values) throw new Error("the golden turn starts and ends");
    const message: MessageOut = {
      id: start.message,
      parent: start.parent,
      role: "assistant",
      text: answerText(live),
      fields: live.values,
      created_at: start.started_at,
      siblings: [],
      feedback: null,
      run: {
        id: start.run,
        conversation: start.conversation,
        message: start.message,
        status: "completed",
        program: start.program,
        model: start.model,
        fields: start.fields,
        usage: live.usage,
        ms: live.ms,
        error: null,
        started_at: start.started_at,
        ended_at: start.started_at + 131,
        steps: null,
      },
    };
    // the log alone knows the steps on the way; everything that is shown of the result is the same
    const { seq, texts, steps, ...result } = live;
    expect(stored(message)).toEqual({ ...result, seq: 0, texts: {}, steps: [] });
    const error = { code: "busy", message: "Wait.", retryable: true, retry_after: 3 };
    const failed = stored({ ...message, run: message.run && { ...message.run, status: "failed", error } });
    expect(failed.failure?.retryAt).toBe(start.started_at + 131 + 3000);
  });
});
