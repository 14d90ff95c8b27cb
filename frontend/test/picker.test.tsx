import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Picker } from "@/ui/picker";

const CHOICES = ["Chat", "Think", "Echo", "Extract"].map((title) => ({
  id: title.toLowerCase(),
  title,
  description: `${title}!`,
}));

function shown(chosen: string | null = "think", choices = CHOICES) {
  const onChoose = vi.fn();
  render(
    <Picker label="Program" search="Search" choices={choices} chosen={chosen} onChoose={onChoose}>
      now
    </Picker>,
  );
  return { onChoose, button: screen.getByRole("button", { name: "Program now" }) };
}

const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });
const active = () => {
  const id = screen.getByRole("listbox").getAttribute("aria-activedescendant");
  return document.getElementById(id ?? "")?.textContent;
};

afterEach(cleanup);

describe("Picker", () => {
  it("opens on the choice that holds, by arrow", () => {
    const { button } = shown();
    button.focus();
    press("ArrowDown");
    expect(document.activeElement).toBe(screen.getByRole("listbox"));
    expect(active()).toBe("ThinkThink!");
    expect(screen.getByRole("option", { selected: true }).textContent).toBe("ThinkThink!");
  });

  it.each([
    [["ArrowDown", "Enter"], "echo"],
    [["ArrowUp", " "], "chat"],
    [["End", "Enter"], "extract"],
    [["Home", "Enter"], "chat"],
    [["ArrowUp", "ArrowUp", "ArrowUp", "Enter"], "chat"],
    [["End", "ArrowDown", "Enter"], "extract"],
    [["e", "x", "Enter"], "extract"],
    [["E", "Enter"], "echo"],
  ])("by %j chooses %s, closes, and gives the focus back", (keys, chosen) => {
    const { button, onChoose } = shown();
    fireEvent.click(button);
    for (const key of keys) press(key);
    expect(onChoose.mock.calls).toEqual([[chosen]]);
    expect(screen.queryByRole("listbox")).toBeNull();
    expect(document.activeElement).toBe(button);
  });

  it("closes by Esc without choosing, and keeps the Esc to itself", () => {
    const { button, onChoose } = shown();
    const onWindow = vi.fn();
    addEventListener("keydown", onWindow);
    fireEvent.click(button);
    press("Escape");
    removeEventListener("keydown", onWindow);
    expect([screen.queryByRole("listbox"), onChoose.mock.calls, onWindow.mock.calls]).toEqual([null, [], []]);
    expect(document.activeElement).toBe(button);
  });

  it("closes when something else is pressed", () => {
    const { button } = shown();
    fireEvent.click(button);
    fireEvent.pointerDown(document.body);
    expect(screen.queryByRole("listbox")).toBeNull();
  });

  it("searches a long list, from a field that holds the focus", () => {
    const more = ["Rank", "Route", "Sum", "Tag"].map((title) => ({ id: title, title, description: "text" }));
    const { button, onChoose } = shown("think", [...CHOICES, ...more]);
    fireEvent.click(button);
    const field = screen.getByRole("combobox", { name: "Search" });
    expect(document.activeElement).toBe(field);
    fireEvent.change(field, { target: { value: "xtr" } });
    fireEvent.change(field, { target: { value: "te r" } });
    expect(screen.getAllByRole("option").map((it) => it.textContent)).toEqual(["Routetext", "Ranktext"]);
    press("ArrowDown");
    expect(document.getElementById(field.getAttribute("aria-activedescendant") ?? "")?.textContent).toBe("Ranktext");
    press("Enter");
    expect(onChoose.mock.calls).toEqual([["Rank"]]);
    expect(document.activeElement).toBe(button);
  });
});
