import { beforeEach, describe, expect, it, vi } from "vitest";
import type { MessageOut, RunEvent } from "@/api/types";
import { createApp } from "@/chat/app";
import { branch, earlier } from "@/chat/conversation";
import { apiOf, bodyOf, type Call, frames, goldenEvents, refusal } from "./golden";

const events = await goldenEvents();
const start = events[0];
if (start?.type !== "start") throw new Error("the golden turn starts");
const CHAT = start.conversation;

const message = (id: string, parent: string | null, siblings: string[] = []): MessageOut => ({
  ...{ id, parent, siblings, text: `text of ${id}`, created_at: 1, feedback: null },
  role: id.startsWith("q") ? "user" : "assistant",
  fields: id.startsWith("q") ? { depth: 2 } : { answer: id },
  run: id.startsWith("q") ? null : runOf(id),
});

const runOf = (answer: string, status: "completed" | "running" | "stopped" = "completed"): MessageOut["run"] => ({
  ...{ id: `run of ${answer}`, conversation: CHAT, message: answer, status, model: start.model, fields: start.fields },
  program: { id: `program of ${answer}`, title: answer, version: "1" },
  ...{ usage: null, ms: null, error: null, started_at: 1, ended_at: null, steps: null },
});

/** q1 a1, then q2 a2 a2b, beside them q2b a2c. */
const q2 = ["q2", "q2b"];
const FIRST = [message("q1", null), message("a1", "q1"), message("q2", "a1", q2), message("a2", "q2", ["a2", "a2b"])];
const OTHERS: Record<string, MessageOut[]> = {
  a2: FIRST,
  q2: FIRST,
  a2b: [...FIRST.slice(0, 3), message("a2b", "q2", ["a2", "a2b"])],
  q2b: [...FIRST.slice(0, 2), message("q2b", "a1", q2), message("a2c", "q2b")],
};

const treeOf = (messages: MessageOut[], running: string | null = null) =>
  Response.json({
    ...{ id: CHAT, title: "", program: "chat", created_at: 1, updated_at: 1, running, earlier: null, messages },
    ...{ pinned: false, archived: false, head: messages.at(-1)?.id ?? null },
  });

const streamOf = (some: readonly RunEvent[]) =>
  new Response(bodyOf(frames(some)), { headers: { "X-Run-Id": start.run } });

type Handler = (call: Call) => Response | Promise<Response> | undefined;

async function opened(handler: Handler = () => undefined, shown = FIRST) {
  const { api, calls } = apiOf((call) => {
    const own = handler(call);
    if (own) return own;
    if (call.method === "PUT") return treeOf(OTHERS[JSON.parse(call.body ?? "{}").message] ?? []);
    if (call.url.pathname === `/api/conversations/${CHAT}`) return treeOf(shown);
    return Response.json({ programs: [], plugins: [], models: [], conversations: [], next: null });
  });
  const app = createApp(api, () => {});
  app.show(CHAT);
  await vi.waitFor(() => expect(app.state.get().open[CHAT]?.head).toBe(shown.at(-1)?.id));
  const path = () => branch(app.state.get().open[CHAT] ?? { messages: {}, head: null }).map(({ id }) => id);
  const posted = () => calls.filter(({ method }) => method === "POST").map((it) => [it.url.pathname, body(it)]);
  return {
    app,
    calls,
    path,
    posted,
    state: app.state.get,
    at: (id: string) => app.state.get().open[CHAT]?.messages[id],
  };
}

const body = (call: Call) => JSON.parse(call.body ?? "{}") as Record<string, unknown>;

/** The golden run as the answer `id` to `parent`. */
const answering = (id: string, parent: string) => streamOf([{ ...start, message: id, parent }, ...events.slice(1)]);

beforeEach(() => localStorage.clear());

describe("versions", () => {
  it("are turned to the next and back, told, and found where they were", async () => {
    const { app, path, state, at, calls } = await opened();
    const a2 = at("a2");
    if (!a2) throw new Error("it is there");
    await app.versions.turn(CHAT, a2, 1, 300);
    expect(path()).toEqual(["q1", "a1", "q2", "a2b"]);
    expect(state().turned).toEqual({ conversation: CHAT, message: "a2b", step: 1, top: 300 });
    expect(state().announced).toEqual({ what: "version", place: 2, of: 2 });
    expect(state().chosenProgram[CHAT]).toBe("chat");
    await app.versions.turn(CHAT, a2, -1, 300);
    expect(calls.filter(({ method }) => method === "PUT")).toHaveLength(1);
    expect(path()).toEqual(["q1", "a1", "q2", "a2b"]);
  });

  it("that cannot be shown leave the page as it is, and say so", async () => {
    const { app, path, state, at } = await opened(({ method }) =>
      method === "PUT" ? refusal(404, "unknown_message") : undefined,
    );
    const a2 = at("a2");
    if (a2) await app.versions.turn(CHAT, a2, 1, 0);
    expect([path().at(-1), state().notice?.kind, state().turned]).toEqual(["a2", "chooseFailed", null]);
  });

  it("chosen last are shown, in whatever order the server's words come", async () => {
    const answers: (() => void)[] = [];
    const { app, path } = await opened(({ method, ...call }) => {
      if (method !== "PUT") return undefined;
      const tree = treeOf(OTHERS[String(body({ method, ...call }).message)] ?? []);
      return new Promise((resolve) => answers.push(() => resolve(tree)));
    });
    const chosen = [app.versions.choose(CHAT, "a2b"), app.versions.choose(CHAT, "q2b")];
    answers[1]?.();
    answers[0]?.();
    expect(await Promise.all(chosen)).toEqual([false, true]);
    expect(path()).toEqual(["q1", "a1", "q2b", "a2c"]);
  });

  it("are not taken back by what was read before", async () => {
    const answers: ((response: Response) => void)[] = [];
    let slow = false;
    let shown = FIRST;
    const { app, path } = await opened(({ method, url }) => {
      if (method === "PUT") shown = OTHERS.q2b ?? [];
      if (method !== "GET" || url.pathname !== `/api/conversations/${CHAT}`) return undefined;
      if (!slow) return treeOf(shown);
      slow = false;
      return new Promise((resolve) => answers.push(resolve));
    });
    slow = true;
    const read = app.turns.load(CHAT);
    await app.versions.choose(CHAT, "q2b");
    answers[0]?.(treeOf(FIRST));
    await read;
    expect(path()).toEqual(["q1", "a1", "q2b", "a2c"]);
  });
});

describe("another answer", () => {
  it("comes beside the first, which stays on the page until then", async () => {
    const { app, path, posted, state, at } = await opened(({ method }) =>
      method === "POST" ? answering("a2d", "q2") : undefined,
    );
    app.versions.again(CHAT, "a2", { program: "think" });
    expect(state().open[CHAT]?.outgoing).toMatchObject({ parent: "q2", beside: "a2" });
    await vi.waitFor(() => expect(path()).toEqual(["q1", "a1", "q2", "a2d"]));
    expect(posted()).toEqual([["/api/messages/a2/rerun", { program: "think" }]]);
    expect([at("a2")?.siblings, at("a2d")?.siblings]).toEqual([
      ["a2", "a2b", "a2d"],
      ["a2", "a2b", "a2d"],
    ]);
  });

  it("that is refused as the first still arrives writes nothing into the draft", async () => {
    const { app, path, state } = await opened(({ method }) => (method === "POST" ? refusal(409, "busy") : undefined));
    app.versions.again(CHAT, "a2");
    await vi.waitFor(() => expect(state().notice).toEqual({ kind: "arriving" }));
    expect([path().at(-1), state().draftsReturned]).toEqual(["a2", 0]);
  });

  it("that is refused otherwise leads back to the one before", async () => {
    const { app, path, state } = await opened(({ method }) =>
      method === "POST" ? refusal(422, "bad_input") : undefined,
    );
    app.versions.again(CHAT, "a2");
    await vi.waitFor(() => expect(state().open[CHAT]?.outgoing?.refused?.code).toBe("bad_input"));
    app.turns.takeBack(CHAT);
    expect([path().at(-1), state().draftsReturned, state().open[CHAT]?.outgoing]).toEqual(["a2", 0, null]);
  });
});

describe("a question asked otherwise", () => {
  it("goes to the program that answered it, with its inputs, beside the old one", async () => {
    const { app, path, posted, at } = await opened(({ method }) =>
      method === "POST" ? answering("a9", "q9") : undefined,
    );
    expect(app.versions.edit(CHAT, "q2", "otherwise")).toBe(true);
    expect(app.versions.edit(CHAT, "q2", "at once")).toBe(false);
    await vi.waitFor(() => expect(path()).toEqual(["q1", "a1", "q9", "a9"]));
    const turn = { message: "otherwise", conversation: CHAT, parent: "a1", program: "program of a2" };
    expect(posted()).toEqual([["/chat/stream", { ...turn, inputs: { depth: 2 } }]]);
    expect(at("q9")?.siblings).toEqual(["q2", "q2b", "q9"]);
  });

  it("and the same is only answered again", async () => {
    const { app, posted } = await opened(({ method }) => (method === "POST" ? answering("a9", "q2") : undefined));
    app.versions.edit(CHAT, "q2", "text of q2");
    await vi.waitFor(() => expect(posted()).toEqual([["/api/messages/a2/rerun", {}]]));
  });

  it("is asked at the beginning where it was the first", async () => {
    const { app, posted } = await opened(({ method }) => (method === "POST" ? answering("a9", "q9") : undefined));
    app.versions.edit(CHAT, "q1", "anew");
    await vi.waitFor(() => expect(posted()[0]?.[1]).toMatchObject({ message: "anew", parent: null }));
  });
});

describe("a turn", () => {
  it("is said after what is on the page, whatever another page has chosen", async () => {
    const { app, posted } = await opened(({ method }) => (method === "POST" ? answering("a9", "q9") : undefined));
    await app.turns.send(CHAT, "next", {});
    expect(posted()).toEqual([["/chat/stream", { message: "next", conversation: CHAT, parent: "a2" }]]);
  });

  it("that goes on from an answer that was cut off tells it to the same program", async () => {
    const { app, posted, path } = await opened(({ method }) => (method === "POST" ? answering("a9", "q9") : undefined));
    app.versions.goOn(CHAT, "a2", "go on");
    await vi.waitFor(() => expect(path()).toEqual(["q1", "a1", "q2", "a2", "q9", "a9"]));
    const turn = { message: "go on", conversation: CHAT, parent: "a2", program: "program of a2" };
    expect(posted()[0]?.[1]).toEqual({ ...turn, inputs: { depth: 2 } });
  });
});

describe("an answer on a branch that is not shown", () => {
  it("is followed, once, and is there when its branch is shown", async () => {
    let over: () => void = () => {};
    const stream = new Promise<Response>((resolve) => {
      over = () => resolve(streamOf(events));
    });
    const { app, calls } = await opened(({ method, url }) => {
      if (url.pathname === `/api/runs/${start.run}/events`) return stream;
      if (method === "GET" && url.pathname === `/api/conversations/${CHAT}`) return treeOf(FIRST, start.run);
    });
    await app.turns.load(CHAT);
    over();
    await vi.waitFor(() => expect(app.replays.runOf(start.message)?.get().phase).toBe("completed"));
    expect(calls.filter(({ url }) => url.pathname.startsWith("/api/runs/"))).toHaveLength(1);
    expect(app.turns.answering(CHAT)).toBeNull();
  });
});

describe("earlier", () => {
  it("names the first of a branch that goes on at the server", () => {
    expect([earlier([]), earlier(FIRST), earlier(FIRST.slice(2))]).toEqual([null, null, "q2"]);
  });
});
