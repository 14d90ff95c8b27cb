import { describe, expect, it } from "vitest";
import { type InputField, inputFields } from "@/chat/inputs";
import { at, nearest, readInputs, remembered, type Typed, typedIn, typedOf } from "@/chat/typed";
import { filesIn, withoutFiles } from "@/chat/uploads";

const PROGRAM = {
  inputs: {
    type: "object",
    properties: {
      tone: { enum: ["plain", "formal"], default: "formal", title: "Tone" },
      words: { type: "integer", minimum: 1, maximum: 500 },
      heat: { anyOf: [{ type: "number" }, { type: "null" }], default: null },
      strict: { type: "boolean", default: true },
      sure: { anyOf: [{ type: "boolean" }, { type: "null" }], default: null },
      name: { type: "string", description: "Who asks", maxLength: 5 },
      level: { $ref: "#/$defs/Level" },
      tags: { type: "array", items: { type: "string" }, default: ["a"], maxItems: 2, uniqueItems: true },
      where: { $ref: "#/$defs/Place" },
      maybe: { anyOf: [{ $ref: "#/$defs/Place" }, { type: "null" }], default: null },
      stops: { type: "array", items: { $ref: "#/$defs/Place" } },
      either: { anyOf: [{ type: "integer" }, { $ref: "#/$defs/Place" }], default: 3 },
      photo: { $ref: "#/$defs/Image" },
      map: { type: "object", additionalProperties: { type: "integer" }, default: { a: 1 } },
    },
    required: ["words", "name", "tone", "where", "photo"],
    $defs: {
      Level: { enum: [1, 2, 3], description: "How hard", title: "Level" },
      Place: {
        type: "object",
        title: "Place",
        properties: { city: { type: "string" }, zip: { type: "string", pattern: "^\\d{5}$", default: "10115" } },
        required: ["city"],
      },
      Image: {
        type: "object",
        title: "Image",
        properties: { url: { type: "string" } },
        required: ["url"],
        "x-upload": { kind: "image", types: ["image/png"], most: 30, all: 50 },
      },
    },
  },
};
const fields = inputFields(PROGRAM);
const PIXEL = { name: "p.png", type: "image/png", data: btoa("x".repeat(20)) };
const given = { words: "40", name: "Ada", where: { city: "Ulm" }, photo: PIXEL };
const problems = (typed: Record<string, Typed>, of: InputField[] = fields) =>
  Object.fromEntries([...readInputs(of, typed).problems].map(([place, { code }]) => [place, code]));

describe("inputFields", () => {
  it("makes of each property the field that suits its type", () => {
    expect(fields.map((field) => [field.name, field.kind, field.required, typedOf(field, field.initial)])).toEqual([
      ["tone", "choice", false, "1"],
      ["words", "integer", true, ""],
      ["heat", "number", false, ""],
      ["strict", "boolean", false, "true"],
      ["sure", "choice", false, ""],
      ["name", "text", true, ""],
      ["level", "choice", false, ""],
      ["tags", "list", false, ["a"]],
      ["where", "group", true, {}],
      ["maybe", "group", false, ""],
      ["stops", "list", false, []],
      ["either", "union", false, { at: "0", value: "3" }],
      ["photo", "upload", true, ""],
      ["map", "json", false, '{\n  "a": 1\n}'],
    ]);
    expect(fields[6]).toMatchObject({ choices: [1, 2, 3], description: "How hard", title: "Level" });
    expect(fields[8]).toMatchObject({ title: "Where" });
    expect(fields[11]?.options().map(({ title, kind }) => [title, kind])).toEqual([
      ["", "integer"],
      ["Place", "group"],
    ]);
  });

  it("asks nothing of a program without inputs", () => {
    expect([inputFields({ inputs: {} }), inputFields(null)]).toEqual([[], []]);
  });
});

describe("readInputs", () => {
  it("reads what was typed as the types say, and leaves out what was not", () => {
    const all = {
      ...given,
      heat: "0.5",
      strict: "false",
      sure: "1",
      level: "2",
      tags: ["b", "c"],
      maybe: { city: "Rom", zip: "00184" },
      stops: [{ city: "Bonn" }],
      either: { at: "1", value: { city: "Jena" } },
      map: "{}",
    };
    expect(readInputs(fields, all).values).toEqual({
      tone: "formal",
      words: 40,
      heat: 0.5,
      strict: false,
      sure: false,
      name: "Ada",
      level: 3,
      tags: ["b", "c"],
      where: { city: "Ulm", zip: "10115" },
      maybe: { city: "Rom", zip: "00184" },
      stops: [{ city: "Bonn", zip: "10115" }],
      either: { city: "Jena", zip: "10115" },
      photo: { url: `data:image/png;base64,${PIXEL.data}` },
      map: {},
    });
    expect(readInputs(fields, given).values).toEqual({
      tone: "formal",
      words: 40,
      strict: true,
      name: "Ada",
      tags: ["a"],
      where: { city: "Ulm", zip: "10115" },
      either: 3,
      photo: { url: `data:image/png;base64,${PIXEL.data}` },
      map: { a: 1 },
    });
  });

  it("says what is wrong with each, at its place", () => {
    expect(problems({ words: "1.5", heat: "hot", map: "[" })).toEqual({
      "/words": "notInteger",
      "/heat": "notNumber",
      "/name": "missing",
      "/where/city": "missing",
      "/photo": "missing",
      "/map": "notJson",
    });
    const deep = { where: { city: "Ulm", zip: "x" }, stops: [{ city: "Bonn" }, { city: " " }], maybe: {} };
    expect(problems({ ...given, ...deep })).toEqual({
      "/where/zip": "pattern",
      "/stops/1/city": "missing",
      "/maybe/city": "missing",
    });
  });

  it("holds numbers, texts, lists and files to their limits", () => {
    expect(problems({ ...given, words: "501", name: "Adelia", tags: ["a", "b", "c"] })).toEqual({
      "/words": "maximum",
      "/name": "maxLength",
      "/tags": "maxItems",
    });
    expect(problems({ ...given, words: "0", tags: ["a", "a"] })).toEqual({ "/words": "minimum", "/tags": "unique" });
    const large = { ...PIXEL, data: btoa("x".repeat(31)) };
    expect(problems({ ...given, photo: large })).toEqual({ "/photo": "most" });
    expect(problems({ ...given, photo: { ...PIXEL, type: "image/gif" } })).toEqual({ "/photo": "type" });
    const photos = inputFields({
      inputs: { properties: { all: { type: "array", items: { $ref: "#/$defs/Image" } } }, $defs: PROGRAM.inputs.$defs },
    });
    expect(problems({ all: [PIXEL, PIXEL, PIXEL] }, photos)).toEqual({ "/all/2": "all" });
  });

  it("tells null, an empty text and nothing apart", () => {
    const some = inputFields({
      inputs: {
        properties: {
          a: { anyOf: [{ type: "string" }, { type: "null" }], default: "x" },
          b: { type: "string", default: "x" },
          c: { type: "integer", default: 7 },
          d: { anyOf: [{ type: "integer" }, { type: "null" }] },
        },
        required: ["d"],
      },
    });
    const read = readInputs(some, { a: "", b: "", c: "", d: "" });
    expect([read.values, [...read.problems.keys()]]).toEqual([{ a: null, b: "", d: null }, ["/c"]]);
  });
});

describe("what is refused and remembered", () => {
  it("finds the nearest place that the form shows", () => {
    const { places } = readInputs(fields, { ...given, stops: [{ city: "Bonn" }] });
    expect(
      ["/stops/0/city", "/stops/0/town", "/stops/7", "/either/int", "/photo/url", "/nothing"].map((place) =>
        nearest(places, place),
      ),
    ).toEqual(["/stops/0/city", "/stops/0", "/stops", "/either", "/photo", ""]);
  });

  it("remembers all but large files", () => {
    const large = { ...PIXEL, data: "A".repeat(100_001) };
    expect(remembered({ ...given, photo: large, all: [PIXEL, large], deep: { photo: large } })).toEqual({
      ...given,
      photo: "",
      all: [PIXEL],
      deep: { photo: "" },
    });
  });

  it("finds the files in what was sent, whatever they are in", () => {
    const { values } = readInputs(fields, given);
    const sent = { ...values, sounds: [{ data: "UklG", audio_format: "wav" }], odd: { url: "https://x.org/a.png" } };
    expect(filesIn(sent).map(({ kind, size }) => [kind, size])).toEqual([
      ["image", 20],
      ["audio", 3],
    ]);
    expect(withoutFiles(sent)).not.toHaveProperty("photo");
    expect(withoutFiles(sent)).toMatchObject({ odd: { url: "https://x.org/a.png" }, words: 40 });
  });
});

describe("a hostile schema", () => {
  const inputs = (properties: object, $defs: object = {}) =>
    inputFields({ inputs: JSON.parse(JSON.stringify({ properties, $defs, required: Object.keys(properties) })) });

  it("may call its fields anything", () => {
    const names = ["__proto__", "constructor", "toString", "a/b~c", "", "🐋", "hasOwnProperty", "x".repeat(5000)];
    const odd = inputFields({
      inputs: JSON.parse(
        `{"properties":{${names.map((name) => `${JSON.stringify(name)}:{"type":"string"}`)}},"required":[]}`,
      ),
    });
    expect(odd.map(({ name }) => name)).toEqual(names);
    expect(odd.map((field) => typedIn({}, field))).toEqual(names.map(() => ""));
    const typed = Object.fromEntries(names.map((name, place) => [name, `v${place}`]));
    const { values, places } = readInputs(odd, typed);
    expect(Object.entries(values)).toEqual(names.map((name, place) => [name, `v${place}`]));
    expect(Object.getPrototypeOf(values)).toBe(Object.prototype);
    expect([...places]).toContain(at("", "a/b~c"));
    expect(at("", "a/b~c")).toBe("/a~1b~0c");
  });

  it("may hold itself, by any way", () => {
    const nodes = {
      Node: {
        type: "object",
        properties: { child: { $ref: "#/$defs/Node" }, all: { type: "array", items: { $ref: "#/$defs/Node" } } },
        required: ["child"],
      },
      Loop: { $ref: "#/$defs/Loop" },
      Either: { anyOf: [{ $ref: "#/$defs/Either" }, { $ref: "#/$defs/Either" }] },
      Only: { anyOf: [{ $ref: "#/$defs/Only" }, { type: "null" }] },
    };
    const all = Object.keys(nodes).map((name) => [name, { $ref: `#/$defs/${name}` }]);
    const looping = inputs(Object.fromEntries(all), nodes);
    expect(looping.map(({ kind }) => kind)).toEqual(["group", "json", "union", "json"]);
    const kinds: string[] = [];
    for (let field = looping[0]; field; field = field.parts()[0]) kinds.push(field.kind);
    expect(kinds).toEqual(["group", "group", "group", "group", "group", "json"]);
    expect(problems({}, looping)).toMatchObject({ "/Node/child/child/child/child/child": "missing" });
    expect(looping[2]?.options()).toHaveLength(2);
  });

  it("may be of no known form, with defaults of other types", () => {
    const odd = inputs({
      nothing: {},
      broken: { $ref: "#/$defs/Gone" },
      other: { $ref: "https://example.org/schema" },
      tuple: { type: "array", prefixItems: [{ type: "string" }] },
      types: { type: ["string", "integer"] },
      none: { enum: [] },
      badPattern: { type: "string", pattern: "(?<" },
      list: { type: "array", items: { type: "string" }, default: "x" },
      group: { type: "object", properties: { a: { type: "string" } }, default: [1] },
      number: { type: "number", default: { a: 1 } },
    });
    expect(odd.map(({ kind }) => kind)).toEqual([
      ..."json json json json json choice text list group number".split(" "),
    ]);
    expect(() => readInputs(odd, { badPattern: "x", nothing: "{}", tuple: "[1]" })).not.toThrow();
    // what was remembered of a form that has changed since is of any shape
    const shapes: Typed[] = ["x", [], ["x", {}], {}, { at: "9" }, { data: "x", name: "y" }];
    for (const shape of shapes) {
      const typed = Object.fromEntries([...fields, ...odd].map(({ name }) => [name, shape]));
      expect(() => readInputs([...fields, ...odd], typed)).not.toThrow();
    }
  });
});
