import { describe, expect, it } from "vitest";
import type { RunEvent, StatusEvent, TokenEvent } from "@/api/types";
import { EMPTY, type RunState, reduce } from "@/chat/reducer";
import type { Step } from "@/chat/steps";
import { type Branch, counted, current, onlyThought, timeline, toolsOf, writing } from "@/chat/timeline";
import { goldenEvents } from "./golden";

type Told = Partial<StatusEvent> & Pick<StatusEvent, "kind"> & { name?: string };

/** A run that has told this: a status by its fields, or text as `predictor.field`, `predictor#call.field` or `field`. */
function run(...told: (Told | string)[]): RunState {
  const events = told.map((it, place): RunEvent => {
    const envelope = { run: "r", seq: place + 1, t: (place + 1) * 10 };
    return typeof it === "string" ? { ...envelope, ...token(it) } : { ...envelope, type: "status", name: "n", ...it };
  });
  return events.reduce(reduce, EMPTY);
}

function token(told: string): Pick<TokenEvent, "type" | "field" | "text" | "predictor" | "call"> {
  const [, where = told, field] = /^(.+)\.(.+)$/.exec(told) ?? [];
  if (!field) return { type: "token", field: where, text: "." };
  const [predictor, call] = where.split("#");
  return { type: "token", field, text: ".", predictor, ...(call && { call }) };
}

const tool = (id: string, state: Told["state"], more: Partial<StatusEvent> = {}): Told => ({
  ...{ kind: "tool", id, state, name: `tool ${id}` },
  ...more,
});
const progress = (name: string, fraction?: number, more: Partial<StatusEvent> = {}): Told => ({
  ...{ kind: "progress", name },
  ...(fraction !== undefined && { fraction }),
  ...more,
});
/** Steps in short: "tool a:end". */
const short = (step: Step) =>
  step.kind === "note"
    ? `${step.predictor}${step.call ? `#${step.call}` : ""} ${Object.values(step.texts).join("|")}`
    : `${step.name}:${step.state}${step.fraction === null ? "" : ` ${step.fraction}`}`;
const lines = (state: RunState) => state.steps.map(short);
const tree = (branches: readonly Branch[]): unknown[] =>
  branches.map(({ step, within }) => (within.length ? [short(step), ...tree(within)] : short(step)));

describe("the steps of a run", () => {
  it("stand in the order in which they began, thoughts among tools", () => {
    const state = run("agent#1.thought", tool("a", "start"), tool("a", "end"), "agent#2.thought", "agent#2.tool");
    expect(lines(state)).toEqual(["agent#1 .", "tool a:end", "agent#2 .|."]);
  });

  it("keep what they were given and what came of it", () => {
    const state = run(
      tool("a", "start", { detail: '{"q": 1}', parent: "m" }),
      tool("b", "start"),
      tool("b", "error", { detail: "no", ms: 7 }),
      tool("a", "end", { detail: "[]" }),
    );
    expect(state.steps).toMatchObject([
      { id: "a", parent: "m", state: "end", detail: '{"q": 1}', outcome: "[]", ms: 30, key: 1, at: 4 },
      { id: "b", parent: null, state: "error", detail: null, outcome: "no", ms: 7, key: 2, at: 3 },
    ]);
  });

  it("survive ends that nobody saw begin, come twice, or have another kind", () => {
    expect(lines(run(tool("a", "end")))).toEqual(["tool a:end"]);
    expect(lines(run(tool("a", "start"), tool("a", "end"), tool("a", "error")))).toEqual(["tool a:end"]);
    expect(lines(run(tool("a", "start"), { kind: "model", state: "end", id: "a" }))).toEqual(["tool a:start", "n:end"]);
    expect(lines(run({ kind: "queue", state: "start" }, { kind: "queue", state: "end" }))).toEqual(["n:end"]);
    expect(lines(run(tool("a", "start"), tool("a", "end"), tool("a", "start")))).toEqual([
      "tool a:end",
      "tool a:start",
    ]);
  });

  it("have one line for a progress, however often it is told", () => {
    const hundred = Array.from({ length: 100 }, (_, done) => progress("Reading", done / 100));
    expect(lines(run(...hundred))).toEqual(["Reading:start 0.99"]);
    const pages = Array.from({ length: 100 }, (_, page) => progress(`Page ${page}`));
    expect(lines(run(...pages))).toEqual(["Page 99:start"]);
    const asking = pages.flatMap((page, place): Told[] => [page, { kind: "model", state: "start", id: `${place}` }]);
    expect(lines(run(...asking)).filter((line) => line.startsWith("Page"))).toEqual(["Page 99:start"]);
  });

  it("begin another progress line when the one before is done, or something else came between", () => {
    expect(lines(run(progress("Reading", 1), progress("Writing", 0.5)))).toEqual([
      "Reading:end 1",
      "Writing:start 0.5",
    ]);
    const between = run(progress("Reading", 0.5), tool("a", "start"), progress("Writing"), progress("Reading", 0.6));
    expect(lines(between)).toEqual(["Reading:start 0.6", "tool a:start", "Writing:start"]);
    const within = run(progress("Outer"), progress("Inner", 0.1, { parent: "m" }), progress("Other"));
    expect(lines(within)).toEqual(["Other:start", "Inner:start 0.1"]);
  });

  it("end a progress with the step it belongs to, and when the answer begins", () => {
    const inside = run(tool("a", "start"), progress("Reading", 0.5, { parent: "a" }), tool("a", "end"));
    expect(lines(inside)).toEqual(["tool a:end", "Reading:end 0.5"]);
    expect(lines(run(progress("Reading", 0.5), "helper.notes"))).toEqual(["Reading:start 0.5", "helper ."]);
    expect(lines(run(progress("Reading", 0.5), "answer"))).toEqual(["Reading:end 0.5"]);
  });

  it("are done with a retry as soon as anything comes of it", () => {
    const retry: Told = { kind: "retry", detail: "model_busy" };
    expect(lines(run(retry, retry))).toEqual(["n:start", "n:start"]);
    for (const next of [tool("a", "start"), "answer", "helper.notes"]) {
      expect(lines(run(retry, next))[0]).toBe("n:end");
    }
  });

  it("lose what a predictor wrote when it is taken back: all of it, or one call's", () => {
    const told = ["helper#1.notes", tool("a", "start"), "helper#2.notes", "other#2.notes"] as const;
    const reset = (id?: string): Told => ({ kind: "reset", name: "helper", ...(id && { id }) });
    expect(lines(run(...told, reset("2")))).toEqual(["helper#1 .", "tool a:start", "other#2 ."]);
    expect(lines(run(...told, reset()))).toEqual(["tool a:start", "other#2 ."]);
    expect(lines(run(...told, reset("7")))).toEqual(lines(run(...told)));
    expect(lines(run(...told, reset("2"), "helper#2.notes")).at(-1)).toBe("helper#2 .");
  });

  it("hold a predictor's text where its model call is, or in the open module of its name", () => {
    const module = (id: string, name: string, state: Told["state"] = "start"): Told => ({
      ...{ kind: "module", id, name, state },
    });
    const asked: Told = { kind: "model", state: "start", id: "7", parent: "m" };
    const parent = (...told: (Told | string)[]) => (run(...told).steps.at(-1) as Step).parent;
    expect(parent(module("m", "outer"), asked, "agent#7.notes")).toBe("m");
    expect(parent(module("m", "agent"), module("n", "agent"), "agent.notes")).toBe("n");
    expect(parent(module("m", "agent"), module("m", "agent", "end"), "agent.notes")).toBeNull();
    expect(parent(module("m", "outer"), "agent#8.notes")).toBeNull();
  });

  it("of one list stay the same objects where nothing happened to them", () => {
    const before = run(tool("a", "start"), "helper.notes");
    const after = reduce(before, { type: "token", run: "r", seq: 9, t: 0, field: "answer", text: "." });
    expect(after.steps).toBe(before.steps);
  });
});

describe("the timeline", () => {
  it("nests steps in those that they are a part of", () => {
    const state = run(
      { kind: "module", state: "start", name: "agent", id: "m" },
      { kind: "model", state: "start", name: "gpt", id: "1", parent: "m" },
      "agent#1.thought",
      tool("a", "start", { parent: "m" }),
      progress("Reading", 0.5, { parent: "a" }),
      tool("b", "start", { parent: "nobody" }),
    );
    expect(tree(timeline(state.steps))).toEqual([
      ["agent:start", "gpt:start", "agent#1 .", ["tool a:start", "Reading:start 0.5"]],
      "tool b:start",
    ]);
    expect(counted(timeline(state.steps))).toBe(4);
    expect(toolsOf(state.steps)).toEqual(["tool a", "tool b"]);
  });

  it("takes a ChainOfThought and the predictor inside of it for one", () => {
    const module = (id: string, name: string, parent?: string): Told => ({
      ...{ kind: "module", state: "start", id, name },
      ...(parent && { parent }),
    });
    const inner = run(module("1", "plan"), module("2", "plan.predict", "1"), "plan.predict.points");
    expect(tree(timeline(inner.steps))).toEqual([["plan:start", "plan.predict ."]]);
    const other = run(module("1", "plan"), module("2", "other.predict", "1"));
    expect(tree(timeline(other.steps))).toEqual([["plan:start", "other.predict:start"]]);
  });

  it("is empty for a plain chat, which only waits and asks its model", () => {
    const state = run(
      { kind: "queue", state: "start" },
      { kind: "queue", state: "end" },
      { kind: "model", state: "start" },
    );
    expect(timeline(state.steps)).toEqual([]);
  });

  it("counts a module that nothing is told of", () => {
    expect(counted(timeline(run({ kind: "module", state: "start", id: "m" }).steps))).toBe(1);
  });

  it("knows a model's own thoughts from the steps of a program", () => {
    expect(onlyThought(run({ kind: "model", state: "start" }, "predict#1.thinking").steps)).toBe(true);
    expect(onlyThought(run("predict#1.thinking", tool("a", "start")).steps)).toBe(false);
    expect(onlyThought(run("predict#1.thinking", "predict#1.notes").steps)).toBe(false);
  });

  it("of the golden turn has every step in its module", async () => {
    const state = (await goldenEvents()).reduce(reduce, EMPTY);
    expect(tree(timeline(state.steps))).toEqual([
      [
        "helper:end",
        "openai/x:end",
        "helper:end",
        "helper#2 Look it up.|beside the answer",
        "Reading:end 1",
        "search:end",
      ],
    ]);
    expect(state.steps.map((step) => step.kind)).toEqual(["module", "model", "retry", "note", "progress", "tool"]);
  });
});

describe("what goes on now", () => {
  it.each<[string, (Told | string)[], string | null]>([
    ["nothing in a plain chat", [{ kind: "model", state: "start" }], null],
    ["the wait for a place", [{ kind: "queue", state: "start", name: "q" }], "q"],
    ["the tool that runs", [progress("Reading"), tool("a", "start")], "tool a"],
    ["the progress, when the tool is done", [progress("Reading"), tool("a", "start"), tool("a", "end")], "Reading"],
    ["what was last heard of", [progress("Reading", 0), tool("a", "start"), progress("Reading", 0.5)], "Reading"],
    ["another try", [tool("a", "start"), { kind: "retry", name: "r" }], "r"],
    ["nothing once the answer comes", [progress("Reading", 0.5), "answer"], null],
  ])("is %s", (_, told, name) => {
    expect(current(run(...told))?.name ?? null).toBe(name);
  });

  it("is nothing once the run has ended", () => {
    const state = run(tool("a", "start"));
    const ended = reduce(state, { type: "end", run: "r", seq: 9, t: 90, status: "stopped" });
    expect(current(ended)).toBeNull();
  });

  it("is thinking until there is an answer", () => {
    const field = (name: string, role: "thinking" | "answer") =>
      ({ name, title: name, kind: "text", role, predictor: "self" }) as const;
    const fields = [field("reasoning", "thinking"), field("answer", "answer")];
    const at = (...told: string[]) => writing({ ...run(...told), fields });
    expect([at(), at("reasoning"), at("helper#1.thinking"), at("reasoning", "answer")]).toEqual([
      ...["nothing", "thinking", "thinking", "answer"],
    ]);
  });
});
