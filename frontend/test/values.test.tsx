import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { useState } from "react";
import { afterEach, describe, expect, it } from "vitest";
import type { FieldRef, JsonValue } from "@/api/types";
import { inputFields } from "@/chat/inputs";
import type { TypedGroup } from "@/chat/typed";
import { FieldValue } from "@/ui/field-value";
import { InputsForm } from "@/ui/inputs-form";
import { Question } from "@/ui/question";
import { csv, markdown } from "@/ui/table";

const PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAP7//wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==";
const field = (kind: FieldRef["kind"], more: Partial<FieldRef> = {}): FieldRef => ({
  name: "value",
  title: "Value",
  kind,
  role: "detail",
  predictor: "self",
  ...more,
});
const shown = (kind: FieldRef["kind"], value: JsonValue, more?: Partial<FieldRef>) =>
  render(<FieldValue field={field(kind, more)} value={value} settled />).container;

afterEach(cleanup);

describe("a value", () => {
  it("of objects is a table, with rows until all are asked for", () => {
    shown(
      "list",
      Array.from({ length: 150 }, (_, n) => ({ n, deep: { a: [n] }, sure: n > 1 })),
    );
    expect(screen.getAllByRole("row")).toHaveLength(101);
    expect(screen.getAllByRole("cell", { name: '{"a":[1]}' })).toHaveLength(1);
    fireEvent.click(screen.getByRole("button", { name: "Show all 150" }));
    expect(screen.getAllByRole("row")).toHaveLength(151);
    expect(screen.getByRole("button", { name: "Copy the table as CSV" })).toBeDefined();
  });

  it("of a table is copied as others read it", () => {
    const rows: { [name: string]: JsonValue }[] = [
      { a: 'x "y", z', b: null },
      { a: "one\ntwo | \\", c: [1] },
    ];
    expect(csv(["a", "b", "c"], rows)).toBe('a,b,c\r\n"x ""y"", z",,\r\n"one\ntwo | \\",,[1]\r\n');
    expect(markdown(["a|", "b"], rows)).toBe("| a\\| | b |\n| --- | --- |\n|  |  |\n|  |  |\n");
    expect(markdown(["a"], rows)).toBe('| a |\n| --- |\n| x "y", z |\n| one two \\| \\\\ |\n');
  });

  it("of many levels is a tree that folds, of which nothing folded is rendered", () => {
    let deep: JsonValue = "end";
    for (let level = 0; level < 2000; level++) deep = { down: deep, other: [] };
    const container = shown("json", deep);
    const folds = () => container.querySelectorAll("details").length;
    const before = folds();
    expect(before).toBeLessThan(10);
    const closed = [...container.querySelectorAll("details:not([open])")][0] as HTMLDetailsElement;
    closed.open = true;
    fireEvent(closed, new Event("toggle"));
    expect(folds()).toBeGreaterThan(before);
  });

  it("of a tree shows a file as what it is, and a long text by its beginning", () => {
    const container = shown("json", { a: { photo: { url: PIXEL }, none: [], long: "x".repeat(6000) } });
    expect(screen.getByRole("img", { name: "photo" })).toBeDefined();
    expect(container.textContent).toContain("none: []");
    expect(container.textContent?.length).toBeLessThan(5200);
  });

  it("of many parts shows some, and more when asked", () => {
    shown("json", { all: Array.from({ length: 250 }, (_, n) => ({ [`k${n}`]: [n] })) });
    fireEvent(openAll()[1] as Element, new Event("toggle"));
    fireEvent.click(screen.getByRole("button", { name: "150 more" }));
    expect(screen.getByRole("button", { name: "50 more" })).toBeDefined();
  });

  it("of a choice tells what else there was", () => {
    shown("choice", "good", { choices: ["good", "bad", "ugly"] });
    expect(screen.getByText("not bad, ugly")).toBeDefined();
    cleanup();
    expect(shown("choice", 3).textContent).toBe("3");
  });

  it("of an image is shown from the answer itself, and from elsewhere only when asked", () => {
    for (const value of [PIXEL, { url: PIXEL }]) {
      shown("image", value);
      expect(screen.getByRole("img", { name: "Value" }).getAttribute("src")).toBe(PIXEL);
      cleanup();
    }
    const container = shown("image", { url: "https://example.org/a.png?x=1" });
    expect(screen.getByRole("link", { name: "Open the image at example.org" }).getAttribute("rel")).toContain(
      "noreferrer",
    );
    expect(container.querySelector("img")).toBeNull();
    cleanup();
    for (const odd of ["javascript:alert(1)", { url: "javascript:alert(1)" }, { url: 5 }, null, []]) {
      expect(shown("image", odd).querySelector("a, img, script")).toBeNull();
      cleanup();
    }
  });

  it("of citations tells the words and where they stand", () => {
    const cited = { cited_text: "so it is", document_index: 1, document_title: null, supported_text: "It is." };
    for (const value of [{ citations: [cited] }, [cited]]) {
      expect(shown("citations", value).textContent).toBe("so it isDocument 2 · supports “It is.”");
      cleanup();
    }
    expect(shown("citations", [{ other: 1 }]).querySelector("table")).not.toBeNull();
  });

  it("of any odd kind breaks nothing", () => {
    const odd: JsonValue[] = [
      null,
      true,
      1e21,
      "",
      [],
      {},
      [[]],
      [{}],
      [null],
      { a: { b: [] } },
      [[1, [2]]],
      { "": "" },
    ];
    const kinds = ["text", "number", "boolean", "choice", "list", "json", "image", "citations", "code"] as const;
    for (const kind of kinds) {
      for (const value of odd) {
        expect(() => shown(kind, value)).not.toThrow();
        cleanup();
      }
    }
  });
});

function openAll(): Element[] {
  const all = [...document.querySelectorAll("details")];
  for (const one of all) one.open = true;
  return all;
}

describe("a question", () => {
  it("shows the files that came with it, and all else in a line", () => {
    const paper = { file_data: "data:text/html;base64,PHNjcmlwdD4=", filename: "a.html" };
    const { container } = render(
      <Question
        text="hi"
        inputs={{ photo: { url: PIXEL }, trip: { where: "Ulm", papers: [paper] }, big: "x".repeat(5000) }}
      />,
    );
    expect(screen.getByRole("img", { name: "photo" })).toBeDefined();
    // what says that it is a page is saved as bytes
    expect(screen.getByRole("link", { name: /a\.html/ }).getAttribute("href")).toMatch(
      /^data:application\/octet-stream;/,
    );
    expect(screen.getByText('{"where":"Ulm"}')).toBeDefined();
    expect(container.textContent?.length).toBeLessThan(400);
  });
});

describe("a form", () => {
  function Form({ schema, told = new Map() }: { schema: object; told?: Map<string, string> }) {
    const [typed, setTyped] = useState<TypedGroup>({});
    const fields = inputFields({ inputs: JSON.parse(JSON.stringify(schema)) });
    const change = (name: string, part: TypedGroup[string]) => setTyped((before) => ({ ...before, [name]: part }));
    return <InputsForm title="Inputs" fields={fields} typed={typed} told={told} complaints={1} onChange={change} />;
  }

  it("draws a thousand choices, and names of any kind", () => {
    const properties = {
      many: { enum: Array.from({ length: 1000 }, (_, n) => `choice ${n}`) },
      "<b>x</b>": { type: "string", title: "<script>alert(1)</script>" },
      constructor: { type: "string" },
      "": { type: "boolean" },
    };
    const { container } = render(<Form schema={{ properties, required: [] }} />);
    expect(screen.getAllByRole("option")).toHaveLength(1001);
    fireEvent.change(screen.getByRole("combobox"), { target: { value: "999" } });
    expect((screen.getByRole("combobox") as HTMLSelectElement).value).toBe("999");
    fireEvent.change(screen.getByRole("textbox", { name: "Constructor" }), { target: { value: "typed" } });
    expect((screen.getByRole("textbox", { name: "Constructor" }) as HTMLTextAreaElement).value).toBe("typed");
    expect(container.querySelector("script, b")).toBeNull();
  });

  it("draws a model that holds itself as deep as it is asked to", () => {
    const $defs = { Node: { type: "object", properties: { next: { $ref: "#/$defs/Node" } }, required: ["next"] } };
    const { container } = render(
      <Form schema={{ properties: { a: { $ref: "#/$defs/Node" } }, required: ["a"], $defs }} />,
    );
    expect(container.querySelectorAll("fieldset").length).toBeLessThan(10);
    expect(screen.getByRole("textbox")).toBeDefined();
  });

  it("adds, moves and takes away items, and goes where the hand would", async () => {
    render(<Form schema={{ properties: { tags: { type: "array", items: { type: "string" } } } }} />);
    const add = screen.getByRole("button", { name: "Add to Tags" });
    const settled = () => new Promise((resolve) => requestAnimationFrame(resolve));
    for (const text of ["a", "b", "c"]) {
      fireEvent.click(add);
      await settled();
      const boxes = screen.getAllByRole("textbox");
      expect(document.activeElement).toBe(boxes.at(-1));
      fireEvent.change(boxes.at(-1) as Element, { target: { value: text } });
    }
    const values = () => screen.getAllByRole("textbox").map((box) => (box as HTMLTextAreaElement).value);
    fireEvent.click(screen.getByRole("button", { name: "Move Tags 3 up" }));
    await settled();
    expect(values()).toEqual(["a", "c", "b"]);
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Move Tags 2 up");
    fireEvent.click(screen.getByRole("button", { name: "Move Tags 2 up" }));
    await settled();
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Move Tags 1 down");
    fireEvent.click(screen.getByRole("button", { name: "Remove Tags 3" }));
    await settled();
    expect([values(), document.activeElement]).toEqual([["c", "a"], screen.getAllByRole("textbox")[1]]);
    for (const _ of values()) fireEvent.click(screen.getByRole("button", { name: "Remove Tags 1" }));
    await settled();
    expect(document.activeElement).toBe(add);
  });

  it("goes to what is wrong, and says it there", () => {
    const told = new Map([["/trip/city", "Please fill this in."]]);
    const trip = { type: "object", properties: { city: { type: "string", description: "Where to" } } };
    const { container } = render(<Form schema={{ properties: { trip }, required: ["trip"] }} told={told} />);
    const box = within(container).getByRole("textbox", { name: "City" });
    expect(document.activeElement).toBe(box);
    expect(document.getElementById(box.getAttribute("aria-describedby") ?? "")?.textContent).toBe(
      "Please fill this in.",
    );
  });
});
