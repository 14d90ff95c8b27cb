import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ChangeEvent, ConversationOut, ConversationTreeOut } from "@/api/types";
import { createApp } from "@/chat/app";
import { draftName, recall, remember } from "@/chat/memory";
import { AppProvider } from "@/hooks/use-app";
import { share } from "@/sse/shared";
import { ImportSheet } from "@/ui/import-sheet";
import { apiOf, type Call, refusal } from "./golden";

const row = (id: string, updated_at: number, more: Partial<ConversationOut> = {}): ConversationOut => ({
  ...{ id, title: id, program: "chat", created_at: 1, updated_at, running: null },
  ...{ pinned: false, archived: false, deleted_at: null, ...more },
});

/** A server that keeps these conversations, as the real one does, and tells what a test makes it tell. */
function kept(
  rows: ConversationOut[],
  handler: (call: Call) => Response | Promise<Response> | undefined = () => undefined,
) {
  const there = new Map(rows.map((it) => [it.id, it]));
  const went: (string | null)[] = [];
  let line: ReadableStreamDefaultController<Uint8Array> | undefined;
  const change = (id: string, how: Record<string, boolean>): ConversationOut[] => {
    const before = there.get(id);
    if (!before) return [];
    const { deleted, ...flags } = how;
    const after = { ...before, ...flags, ...(deleted !== undefined && { deleted_at: deleted ? 99 : null }) };
    there.set(id, after);
    return [after];
  };
  const { api, calls } = apiOf((call) => {
    const own = handler(call);
    if (own) return own;
    const { pathname, searchParams } = call.url;
    if (pathname === "/api/changes") {
      return new Response(
        new ReadableStream({
          start(controller) {
            line = controller;
          },
        }),
      );
    }
    if (pathname === "/api/programs") return Response.json({ programs: [], plugins: [] });
    if (pathname === "/api/models") return Response.json({ models: [] });
    if (pathname === "/api/conversations" && call.method === "PATCH") {
      const { conversations, ...how } = JSON.parse(call.body ?? "{}") as { conversations: string[] };
      return Response.json({ conversations: conversations.flatMap((id) => change(id, how)), next: null });
    }
    if (pathname === "/api/conversations") {
      const kind = searchParams.get("kind") ?? "kept";
      const all = [...there.values()].filter((it) =>
        it.deleted_at !== null ? kind === "deleted" : kind === (it.archived ? "archived" : "kept"),
      );
      const order = (a: ConversationOut, b: ConversationOut) =>
        Number(b.pinned) - Number(a.pinned) || b.updated_at - a.updated_at;
      return Response.json({ conversations: all.sort(order), next: null });
    }
    const found = there.get(pathname.split("/").at(-1) ?? "");
    if (!found || found.deleted_at !== null) return refusal(404, "unknown_conversation");
    const tree: ConversationTreeOut = { ...found, head: null, messages: [], earlier: null };
    return Response.json(tree);
  });
  const app = createApp(api, (id) => {
    went.push(id);
    app.show(id);
  });
  const leave = app.boot();
  left.push(leave);
  const state = app.state.get;
  const tell = (...events: ChangeEvent[]) => {
    const text = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
    line?.enqueue(new TextEncoder().encode(text));
  };
  return { app, calls, went, state, tell, ids: () => state().conversations.map(({ id }) => id) };
}

const left: (() => void)[] = [];
beforeEach(() => localStorage.clear());
afterEach(() => {
  for (const leave of left.splice(0)) leave();
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("what is done with conversations", () => {
  it("shows at once, is told, and can be taken back", async () => {
    const { app, state, ids, went } = kept([row("a", 3), row("b", 2), row("c", 1)]);
    app.show("b");
    await vi.waitFor(() => expect(ids()).toEqual(["a", "b", "c"]));
    await app.keeping.keep(["c"], { pinned: true });
    expect([ids(), state().notice]).toEqual([["c", "a", "b"], null]);
    await app.keeping.keep(["a", "b"], { deleted: true });
    expect([ids(), went]).toEqual([["c"], [null]]);
    expect(state().notice).toMatchObject({ kind: "kept", what: "deleted", title: "a", count: 2 });
    expect(await app.keeping.undo(), "what was shown is shown again: one goes on there").toBeNull();
    expect([ids(), went, state().notice]).toEqual([["c", "a", "b"], [null, "b"], null]);
    await app.keeping.keep(["a"], { archived: true });
    expect([ids(), state().notice]).toEqual([["c", "b"], expect.objectContaining({ what: "archived" })]);
    app.listing.view("archived");
    await vi.waitFor(() => expect(ids()).toEqual(["a"]));
    expect(await app.keeping.undo()).toBe("a");
    expect(ids()).toEqual([]);
  });

  it("says why it was refused, and leaves all as it was", async () => {
    const { app, state, ids } = kept([row("a", 1)], ({ method }) =>
      method === "PATCH" ? refusal(507, "storage_full") : undefined,
    );
    await vi.waitFor(() => expect(ids()).toEqual(["a"]));
    await app.keeping.keep(["a"], { deleted: true });
    expect([ids(), state().notice]).toEqual([["a"], { kind: "changeFailed", message: "no: storage_full" }]);
  });
});

describe("what others do", () => {
  it("shows in the list: new, renamed, answering, answered unseen, archived, gone", async () => {
    const { ids, state, tell } = kept([row("a", 1)]);
    await vi.waitFor(() => expect(ids()).toEqual(["a"]));
    tell({ type: "changed", conversation: row("b", 5, { running: "r" }) });
    await vi.waitFor(() => expect(ids()).toEqual(["b", "a"]));
    tell({ type: "changed", conversation: row("b", 5, { title: "B" }) });
    await vi.waitFor(() => expect(state().conversations[0]).toMatchObject({ title: "B", running: null }));
    expect(state().answered).toEqual({ b: true });
    remember(draftName("a"), "never sent");
    tell({ type: "changed", conversation: row("b", 5, { archived: true }) }, { type: "gone", conversation: "a" });
    await vi.waitFor(() => expect(ids()).toEqual([]));
    expect(recall(draftName("a"))).toBeNull();
  });

  it("shows on the page: a conversation that is deleted elsewhere, and restored", async () => {
    const { app, state, tell } = kept([row("a", 1)]);
    app.show("a");
    await vi.waitFor(() => expect(state().open.a?.status).toBe("ready"));
    tell({ type: "changed", conversation: row("a", 1, { deleted_at: 9 }) });
    await vi.waitFor(() => expect(state().open.a?.status).toBe("missing"));
    tell({ type: "changed", conversation: row("a", 1) });
    await vi.waitFor(() => expect(state().open.a?.status).toBe("ready"));
  });

  it("is read by a page that is not seen when it is seen again, so that it holds no connection", async () => {
    const { app, calls, state, tell, ids } = kept([row("a", 1)]);
    app.show("a");
    await vi.waitFor(() => expect(state().open.a?.status).toBe("ready"));
    const reads = () => calls.filter(({ url }) => url.pathname === "/api/conversations/a").length;
    const before = reads();
    vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    tell(
      { type: "changed", conversation: row("a", 7, { running: "r" }) },
      { type: "changed", conversation: row("z", 8) },
    );
    await vi.waitFor(() => expect(ids()).toEqual(["z", "a"]));
    expect(reads()).toBe(before);
    vi.restoreAllMocks();
    app.revisit();
    expect(reads()).toBe(before + 1);
  });

  it("is newer than a list that is still on its way", async () => {
    let answer: (response: Response) => void = () => {};
    let asked = 0;
    const { ids, tell, calls } = kept([row("a", 1)], ({ url, method }) => {
      if (url.pathname !== "/api/conversations" || method !== "GET" || asked++) return undefined;
      return new Promise((resolve) => {
        answer = resolve;
      });
    });
    await vi.waitFor(() => expect(calls.some(({ url }) => url.pathname === "/api/changes")).toBe(true));
    tell({ type: "gone", conversation: "b" });
    await new Promise((resolve) => setTimeout(resolve, 20));
    answer(Response.json({ conversations: [row("b", 9)], next: null }));
    await vi.waitFor(() => expect(ids()).toEqual(["a"]));
  });
});

/** The locks of a browser, as far as they are used: one holder of each name, a queue, and one who takes it at once. */
function locks() {
  type Waiting = { run: () => Promise<unknown>; lose: (error: unknown) => void; done: (value: unknown) => void };
  let holder: Waiting | null = null;
  const queue: Waiting[] = [];
  const next = () => {
    const one = queue.shift();
    if (one) hold(one);
  };
  function hold(one: Waiting) {
    holder = one;
    const over = () => {
      if (holder !== one) return;
      holder = null;
      next();
    };
    one.run().then(
      (value) => {
        one.done(value);
        over();
      },
      (error) => {
        one.lose(error);
        over();
      },
    );
  }
  return {
    request(_: string, { steal, signal }: { steal?: boolean; signal?: AbortSignal }, run: () => Promise<unknown>) {
      return new Promise((done, lose) => {
        const one = { run, lose, done };
        if (steal) {
          holder?.lose(new DOMException("stolen", "AbortError"));
          hold(one);
        } else if (holder) {
          queue.push(one);
          signal?.addEventListener("abort", () => {
            const at = queue.indexOf(one);
            if (at >= 0) queue.splice(at, 1);
            lose(new DOMException("left", "AbortError"));
          });
        } else hold(one);
      });
    },
  };
}

describe("a shared line", () => {
  function joined(names: string[]) {
    const heard: Record<string, string[]> = {};
    const holding: Record<string, (message: string) => void> = {};
    const leaves = names.map((name) => {
      heard[name] = [];
      return share<string>("line", {
        hear: (message) => heard[name]?.push(message),
        hold: (tell, signal) =>
          new Promise((_, reject) => {
            holding[name] = tell;
            signal.addEventListener("abort", () => {
              delete holding[name];
              reject(signal.reason);
            });
          }),
      });
    });
    left.push(...leaves);
    return { heard, leaves, holding };
  }

  it("is held by one page, and heard by all; the next takes it when that one leaves", async () => {
    vi.stubGlobal("navigator", { ...navigator, locks: locks() });
    const { heard, holding, leaves } = joined(["a", "b", "c"]);
    expect(Object.keys(holding)).toEqual(["a"]);
    holding.a?.("one");
    await vi.waitFor(() => expect(heard).toEqual({ a: ["one"], b: ["one"], c: ["one"] }));
    leaves[0]?.();
    await vi.waitFor(() => expect(Object.keys(holding)).toEqual(["b"]));
    holding.b?.("two");
    await vi.waitFor(() => expect(heard).toEqual({ a: ["one"], b: ["one", "two"], c: ["one", "two"] }));
  });

  it("is taken from a page that has been silent, which then waits for it again", async () => {
    vi.stubGlobal("navigator", { ...navigator, locks: locks() });
    const { holding, leaves } = joined(["a", "b"]);
    const real = Date.now;
    vi.spyOn(Date, "now").mockImplementation(() => real() + 60_000);
    dispatchEvent(new Event("pageshow"));
    await vi.waitFor(() => expect(Object.keys(holding)).toEqual(["b"]));
    leaves[1]?.();
    await vi.waitFor(() => expect(Object.keys(holding)).toEqual(["a"]));
  });

  it("is each page's own where there are no locks", async () => {
    vi.stubGlobal("navigator", { ...navigator, locks: undefined });
    const { heard, holding, leaves } = joined(["a", "b"]);
    expect(Object.keys(holding)).toEqual(["a", "b"]);
    holding.a?.("one");
    expect(heard).toEqual({ a: ["one"], b: [] });
    for (const leave of leaves) leave();
    expect(holding).toEqual({});
  });
});

describe("a file that is not taken", () => {
  it.each([
    ["is refused with its reason", () => refusal(422, "bad_input"), "The file was not taken to its end. no: bad_input"],
    [
      "is told when the server is away",
      () => {
        throw new TypeError("Failed to fetch");
      },
      "The file was not taken to its end. The server did not answer.",
    ],
  ])("%s", async (_, answer, said) => {
    vi.stubGlobal("fetch", async (path: string) => {
      if (path.startsWith("/api/import")) return answer();
      if (path === "/api/changes") return new Response(new ReadableStream());
      return Response.json({ programs: [], plugins: [], models: [], conversations: [], next: null });
    });
    HTMLDialogElement.prototype.showModal ??= () => {};
    render(
      <AppProvider>
        <ImportSheet onClose={() => {}} />
      </AppProvider>,
    );
    const box = document.querySelector("input[type=file]") as HTMLInputElement;
    fireEvent.change(box, { target: { files: [new File(["{}"], "all.jsonl")] } });
    expect(await screen.findByText((_, node) => node?.textContent === said && node.tagName === "SPAN")).toBeTruthy();
  });
});
