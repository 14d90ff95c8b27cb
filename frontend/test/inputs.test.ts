import { describe, expect, it } from "vitest";
import { inputFields, readInputs } from "@/chat/inputs";

const PROGRAM = {
  inputs: {
    type: "object",
    properties: {
      tone: { enum: ["plain", "formal"], default: "formal", title: "Tone" },
      words: { type: "integer", minimum: 1, maximum: 500 },
      heat: { anyOf: [{ type: "number" }, { type: "null" }], default: null },
      strict: { type: "boolean", default: true },
      name: { type: "string", description: "Who asks" },
      level: { $ref: "#/$defs/Level" },
      tags: { type: "array", items: { type: "string" } },
    },
    required: ["words", "name", "tone"],
    $defs: { Level: { enum: [1, 2, 3], description: "How hard" } },
  },
};
const fields = inputFields(PROGRAM);

describe("inputFields", () => {
  it("makes of each property the field that suits its type", () => {
    expect(fields.map(({ name, kind, required, initial }) => [name, kind, required, initial])).toEqual([
      ["tone", "choice", false, "1"],
      ["words", "integer", true, ""],
      ["heat", "number", false, ""],
      ["strict", "boolean", false, "true"],
      ["name", "text", true, ""],
      ["level", "choice", false, ""],
      ["tags", "json", false, ""],
    ]);
    expect(fields[5]).toMatchObject({ choices: [1, 2, 3], description: "How hard" });
  });

  it("asks nothing of a program without inputs", () => {
    expect([inputFields({ inputs: {} }), inputFields(null)]).toEqual([[], []]);
  });
});

describe("readInputs", () => {
  it("reads what was typed as the types say, and leaves out what was not", () => {
    const typed = { words: "40", heat: "0.5", strict: "false", name: "Ada", level: "2", tags: '["a"]' };
    expect(readInputs(fields, typed)).toEqual({
      values: { tone: "formal", words: 40, heat: 0.5, strict: false, name: "Ada", level: 3, tags: ["a"] },
      problems: {},
    });
    expect(readInputs(fields, { words: "1", name: "Ada" }).values).toEqual({
      tone: "formal",
      words: 1,
      strict: true,
      name: "Ada",
    });
  });

  it("says what is wrong with each", () => {
    expect(readInputs(fields, { words: "1.5", heat: "hot", tags: "[" }).problems).toEqual({
      words: "notNumber",
      heat: "notNumber",
      name: "missing",
      tags: "notJson",
    });
  });
});
