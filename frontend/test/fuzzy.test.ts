import { describe, expect, it } from "vitest";
import { fit, fitting } from "@/chat/fuzzy";

describe("what was typed", () => {
  it.each([
    ["", "anything"],
    ["new", "New chat"],
    ["chat new", "New chat"],
    ["nc", "New chat"],
    ["MULLER", "Herr Müller"],
    ["sprache", "Darstellung und Sprache: Deutsch"],
    ["dsp", "dspy-chat"],
    ["مرحبا", "مرحبا بالعالم"],
  ])("%j fits %j", (query, text) => {
    expect(fit(query, text)).toBeGreaterThan(0);
  });

  it.each([
    ["x", "New chat"],
    ["new x", "New chat"],
    ["hn", "New chat"],
    ["ew t", "Newish"],
  ])("%j does not fit %j", (query, text) => {
    expect(fit(query, text)).toBe(0);
  });

  it("puts first what begins with it, then what holds it, then what has its letters", () => {
    const titles = ["Theses", "Other", "The end", "Toss her", "Last", "Theme"].map((title) => ({ title }));
    expect(fitting("the", titles, () => "the").map((it) => it.title)).toEqual([
      "Theses",
      "The end",
      "Theme",
      "Other",
      "Last",
      "Toss her",
    ]);
  });
});
