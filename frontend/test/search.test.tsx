import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { FoundOut, SearchOut } from "@/api/types";
import { AppProvider } from "@/hooks/use-app";
import { Search } from "@/ui/search";

const found = (message: string, text = "the whale swims"): FoundOut => ({
  conversation: "c1",
  title: `About ${message}`,
  message,
  role: "user",
  created_at: 1_795_000_000_000,
  snippet: text.split(" ").map((word) => ({ text: `${word} `, hit: word === "whale" })),
});

type Ask = (query: URLSearchParams) => SearchOut | Response | Promise<SearchOut>;

function shown(answer: Ask) {
  const asked: string[] = [];
  const onChoose = vi.fn();
  vi.stubGlobal("fetch", async (path: string, init?: RequestInit) => {
    const url = new URL(path, "http://server");
    if (url.pathname !== "/api/search")
      return Response.json({ programs: [], plugins: [], models: [], conversations: [] });
    asked.push(url.searchParams.get("q") ?? "");
    const out = await answer(url.searchParams);
    init?.signal?.throwIfAborted();
    return out instanceof Response ? out : Response.json(out);
  });
  render(
    <AppProvider>
      <Search onChoose={onChoose}>
        <p>the list</p>
      </Search>
    </AppProvider>,
  );
  const box = screen.getByRole("combobox", { name: "Search messages" });
  const type = (value: string) => fireEvent.change(box, { target: { value } });
  const press = (key: string) => fireEvent.keyDown(box, { key });
  const active = () => document.getElementById(box.getAttribute("aria-activedescendant") ?? "")?.textContent;
  return { asked, onChoose, box, type, press, active };
}

const page = (...names: string[]): SearchOut => ({
  words: ["whale"],
  found: names.map((name) => found(name)),
  next: null,
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe("Search", () => {
  it("shows what holds the words, with the hits marked, in the place of the list", async () => {
    const { type } = shown(() => page("m1"));
    expect(screen.getByText("the list")).toBeTruthy();
    type("whale");
    const option = await screen.findByRole("option");
    expect(option.textContent).toContain("About m1");
    expect(option.textContent).toContain("the whale swims");
    expect([...option.querySelectorAll("mark")].map((mark) => mark.textContent)).toEqual(["whale "]);
    expect(screen.queryByText("the list")).toBeNull();
    expect(screen.getByRole("status").textContent).toBe("1 message");
  });

  it("asks once the typing rests, and not for every letter", async () => {
    const { type, asked } = shown(() => page("m1"));
    for (const text of ["w", "wh", "wha", "whale"]) type(text);
    await screen.findByRole("option");
    expect(asked).toEqual(["whale"]);
  });

  it("goes through the results by arrows and opens one by Enter", async () => {
    const { type, press, active, onChoose } = shown(() => page("m1", "m2", "m3"));
    type("whale");
    await waitFor(() => expect(screen.getAllByRole("option")).toHaveLength(3));
    expect(active()).toContain("About m1");
    press("ArrowUp");
    for (let times = 0; times < 5; times++) press("ArrowDown");
    expect(active()).toContain("About m3");
    press("ArrowUp");
    press("Enter");
    expect(onChoose.mock.calls.map(([one]) => one.message)).toEqual(["m2"]);
  });

  it("does not open by Enter what an older question has found", async () => {
    let release = (_: SearchOut) => {};
    const { type, press, onChoose } = shown((query) =>
      query.get("q") === "whale" ? page("m1") : new Promise((resolve) => (release = resolve)),
    );
    type("whale");
    await screen.findByRole("option");
    type("whale shark");
    press("Enter");
    expect(onChoose.mock.calls).toEqual([]);
    await waitFor(() => expect(release).not.toHaveLength(0));
    await new Promise((resolve) => setTimeout(resolve, 200));
    release(page("m9"));
    await screen.findByText("About m9");
    press("Enter");
    expect(onChoose.mock.calls.map(([one]) => one.message)).toEqual(["m9"]);
  });

  it("shows the answer to the last question, whichever comes last", async () => {
    const waiting = new Map<string | null, (out: SearchOut) => void>();
    const { type, asked } = shown((query) => new Promise((resolve) => waiting.set(query.get("q"), resolve)));
    type("first");
    await waitFor(() => expect(asked).toEqual(["first"]));
    type("second");
    await waitFor(() => expect(asked).toEqual(["first", "second"]));
    waiting.get("second")?.(page("m2"));
    await screen.findByText("About m2");
    waiting.get("first")?.(page("m1"));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(screen.queryByText("About m1")).toBeNull();
  });

  it("adds older ones", async () => {
    const { type } = shown((query) => (query.get("after") ? page("m2") : { ...page("m1"), next: "17" }));
    type("whale");
    fireEvent.click(await screen.findByRole("button", { name: "Show older" }));
    await waitFor(() => expect(screen.getAllByRole("option")).toHaveLength(2));
    expect(screen.queryByRole("button", { name: "Show older" })).toBeNull();
  });

  it.each<[string, Ask, string]>([
    ["nothing was found", () => page(), "No message holds all of these words."],
    ["there is no word", () => ({ words: [], found: [], next: null }), "Letters and digits are searched: type a word."],
    [
      "the server refuses",
      () => Response.json({ code: "bad_input", message: "no" }, { status: 422 }),
      "This could not be searched. Fewer words may help, or another try.",
    ],
  ])("says when %s", async (_, answer, said) => {
    const { type } = shown(answer);
    type("?");
    await screen.findByText(said);
  });

  it("is cleared by Esc and by its button, and the list is back", async () => {
    const { type, press, box } = shown(() => page("m1"));
    type("whale");
    await screen.findByRole("option");
    press("Escape");
    expect(screen.getByText("the list")).toBeTruthy();
    type("whale");
    fireEvent.click(screen.getByRole("button", { name: "Clear the search" }));
    expect(screen.getByText("the list")).toBeTruthy();
    expect(document.activeElement).toBe(box);
  });
});
