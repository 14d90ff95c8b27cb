import { beforeEach, describe, expect, it } from "vitest";
import { createApi } from "@/api/client";
import type { FieldRef } from "@/api/types";
import { createContext } from "@/chat/app/context";
import { createFeedback } from "@/chat/app/feedback";
import { readCorrection, textOf } from "@/chat/corrections";
import { recall } from "@/chat/memory";
import { asCurl } from "@/chat/model-call";

const field = (kind: FieldRef["kind"]): FieldRef => ({
  name: "f",
  title: "F",
  kind,
  role: "detail",
  predictor: "self",
});

describe("a correction", () => {
  it.each([
    ["text", "No", "No"],
    ["choice", "bad", "bad"],
    ["number", "2.5", 2.5],
    ["boolean", "false", false],
    ["list", '["a"]', ["a"]],
    ["json", '{"a": null}', { a: null }],
  ] as const)("of %s is read from %j", (kind, text, value) => {
    expect(readCorrection(field(kind), text)).toEqual({ value });
    expect(readCorrection(field(kind), textOf(field(kind), value as never))).toEqual({ value });
  });

  it.each([
    ["text", " ", "missing"],
    ["number", "many", "notNumber"],
    ["list", '{"a": 1}', "notList"],
    ["json", "{", "notJson"],
  ] as const)("of %s as %j has a problem", (kind, text, problem) => {
    expect(readCorrection(field(kind), text)).toEqual({ problem });
  });
});

describe("feedback", () => {
  beforeEach(() => localStorage.clear());

  /** The answers that the server gives, one by one; the last again and again. */
  function made(...answers: (() => Response)[]) {
    const sent: unknown[] = [];
    const api = createApi(async (_, init) => {
      sent.push(JSON.parse(String(init?.body)));
      return (answers.length > 1 ? answers.shift() : answers[0])?.() ?? Response.error();
    });
    const context = createContext(api, () => {});
    return { sent, context, feedback: createFeedback(context), state: () => context.store.get().feedback };
  }

  const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

  it("is sent, and only the last of what is given meanwhile goes behind it", async () => {
    const { sent, feedback, state } = made(() => Response.json(null));
    feedback.give("c", "m", { rating: "up" });
    feedback.give("c", "m", { rating: "down" });
    feedback.give("c", "m", { rating: null });
    expect(state().m?.given).toEqual({ rating: null });
    await settled();
    await settled();
    expect(sent).toEqual([{ rating: "up" }, { rating: null }]);
    expect(state()).toEqual({});
    expect(recall("feedback")).toBeNull();
  });

  it("that is refused says why, is kept over a reload, and can be sent again", async () => {
    const refused = () => Response.json({ code: "storage_full", message: "The disk is full." }, { status: 507 });
    const first = made(refused);
    first.feedback.give("c", "m", { comment: "So" });
    await settled();
    await settled();
    expect(first.state().m?.problem).toBe("The disk is full.");
    const second = made(() => Response.json(null));
    second.feedback.resume();
    await settled();
    await settled();
    expect(second.sent).toEqual([{ comment: "So" }]);
    expect(second.state()).toEqual({});
  });

  it("of an answer that is gone is forgotten", async () => {
    const { feedback, state } = made(() => Response.json({ code: "unknown_message", message: "" }, { status: 404 }));
    feedback.give("c", "m", { rating: "up" });
    await settled();
    await settled();
    expect(state()).toEqual({});
    expect(recall("feedback")).toBeNull();
  });
});

it("a model call as curl is one command, whatever its messages say", () => {
  const told = asCurl({ model: "m", messages: [{ role: "user", text: 'it\'s $HOME `x` \\ "q"\n' }] });
  expect(told).toContain("it'\\''s $HOME `x`");
  expect(told.match(/(?<!\\)'/g)?.length).toBe(6);
});
