import { afterEach, describe, expect, it } from "vitest";
import { actionOf, isTyped } from "@/chat/shortcuts";

const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  repeat: false,
  ...more,
});

afterEach(() => document.body.replaceChildren());

describe("a key", () => {
  it.each([
    ["n", {}, "newChat"],
    ["?", { shiftKey: true }, "help"],
    ["k", { ctrlKey: true }, "palette"],
    ["K", { metaKey: true }, "palette"],
    ["k", { ctrlKey: true, metaKey: true }, null],
    ["k", { ctrlKey: true, altKey: true }, null],
    ["k", {}, null],
    ["N", {}, null],
    ["toString", {}, null],
    ["n", { isComposing: true }, null],
    ["n", { repeat: true }, null],
    ...["n", "s", "r", "b", "g", "/", ","].map((key) => [key, { ctrlKey: true }, null] as const),
    ...["n", "s", "r", "b", "g", "/", ","].map((key) => [key, { metaKey: true }, null] as const),
    ...["n", "b", "?"].map((key) => [key, { altKey: true }, null] as const),
  ] as const)("%j with %j does %j where nobody types", (key, more, action) => {
    expect(actionOf(press(key, more), true)).toBe(action);
  });

  it("alone does nothing while somebody types, but the palette opens", () => {
    for (const key of ["n", "s", "r", "b", "g", "/", ",", "?"]) expect(actionOf(press(key), false)).toBeNull();
    expect(actionOf(press("k", { ctrlKey: true }), false)).toBe("palette");
  });

  it.each([
    ["textarea", {}, true],
    ["input", {}, true],
    ["select", {}, true],
    ["div", { contenteditable: "true" }, true],
    ["div", { role: "listbox" }, true],
    ["button", {}, false],
    ["article", {}, false],
  ])("in a %s with %j is typed: %s", (name, attributes, typed) => {
    const element = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
    const inner = element.appendChild(document.createElement("span"));
    document.body.append(element);
    expect([isTyped(element), isTyped(inner)]).toEqual([typed, typed]);
  });
});
