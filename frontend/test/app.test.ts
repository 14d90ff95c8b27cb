import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ConversationOut, MessageOut, ProgramOut, RunEvent, TurnIn } from "@/api/types";
import { createApp } from "@/chat/app";
import { branch } from "@/chat/conversation";
import { draftName, recall } from "@/chat/memory";
import { apiOf, bodyOf, type Call, frames, goldenEvents, refusal } from "./golden";

const events = await goldenEvents();
const start = events[0];
if (start?.type !== "start") throw new Error("the golden turn starts");
const { run: RUN, conversation: CHAT, message: ANSWER, parent: QUESTION } = start;

const program = (id: string, more: Partial<ProgramOut> = {}): ProgramOut => ({
  id,
  title: id,
  description: "",
  version: "1",
  plugin: "test",
  starters: [],
  message_field: "question",
  answer_field: "answer",
  inputs: {},
  fields: [],
  default: false,
  ...more,
});

const listed = (id: string): ConversationOut => ({
  id,
  title: id,
  program: "think",
  created_at: 1,
  updated_at: 1,
  running: null,
  pinned: false,
  archived: false,
  deleted_at: null,
});

const message = (
  id: string,
  parent: string | null,
  role: "user" | "assistant",
  run: MessageOut["run"] = null,
): MessageOut => ({
  id,
  parent,
  role,
  text: id,
  fields: {},
  created_at: 1,
  run,
  siblings: [],
  feedback: null,
});

/** The golden run as a conversation tells of it while it is going on. */
const running: MessageOut["run"] = {
  ...{ id: RUN, conversation: CHAT, message: ANSWER, status: "running", program: start.program, model: start.model },
  ...{ fields: start.fields, usage: null, ms: null, error: null, started_at: 1, ended_at: null, steps: null },
};

type Handler = (call: Call) => Response | Promise<Response> | undefined;

/** A chat whose server lists `CHAT` and otherwise does what `handler` says. */
function chat(handler: Handler = () => undefined) {
  const went: (string | null)[] = [];
  const { api, calls } = apiOf((call) => {
    const own = handler(call);
    if (own) return own;
    const path = `${call.method} ${call.url.pathname}`;
    if (path === "GET /api/programs")
      return Response.json({ programs: [program("chat", { default: true }), program("think")], plugins: [] });
    if (path === "GET /api/models") return Response.json({ models: [] });
    if (path === "GET /api/conversations") return Response.json({ conversations: [listed(CHAT)], next: null });
    if (path === `GET /api/conversations/${CHAT}`) {
      return Response.json({ ...listed(CHAT), head: null, messages: [], earlier: null });
    }
    if (path === "GET /api/changes") return new Response(new ReadableStream());
    throw new Error(`unexpected ${path}`);
  });
  const app = createApp(api, (id) => went.push(id));
  app.boot();
  return { app, calls, went, state: app.state.get };
}

const streamOf = (some: readonly RunEvent[]) => new Response(bodyOf(frames(some)), { headers: { "X-Run-Id": RUN } });
const posted = (calls: Call[]) =>
  calls.filter(({ method }) => method === "POST").map(({ body }) => JSON.parse(body ?? "{}") as TurnIn);

beforeEach(() => localStorage.clear());

describe("a turn", () => {
  it("in a new chat becomes a conversation at its first event", async () => {
    const { app, calls, went, state } = chat(({ method }) => (method === "POST" ? streamOf(events) : undefined));
    app.show(null);
    await vi.waitFor(() => expect(state().programs).toHaveLength(2));
    app.catalog.chooseProgram(null, "think");
    const sent = app.turns.send(null, "Is a whale a fish?", { depth: 2 });
    expect(state().open.new?.outgoing?.text).toBe("Is a whale a fish?");
    await sent;
    expect(posted(calls)).toEqual([{ message: "Is a whale a fish?", program: "think", inputs: { depth: 2 } }]);
    expect(went).toEqual([CHAT]);
    const conversation = state().open[CHAT];
    expect(state().open.new?.outgoing).toBeNull();
    expect(conversation && branch(conversation).map(({ id, role }) => [id, role])).toEqual([
      [QUESTION, "user"],
      [ANSWER, "assistant"],
    ]);
    expect(app.replays.runOf(ANSWER)?.get().phase).toBe("completed");
    expect(app.turns.answering(CHAT)).toBeNull();
    expect(state().announced).toEqual({ what: "finished", program: "Think" });
  });

  it("keeps the steps that were seen when the conversation is read again", async () => {
    const stored = (status: "completed" | "failed") => [
      message(QUESTION, null, "user"),
      message(ANSWER, QUESTION, "assistant", { ...running, status, id: RUN } as MessageOut["run"]),
    ];
    let status: "completed" | "failed" = "completed";
    const { app } = chat(({ method, url }) => {
      if (method === "POST") return streamOf(events);
      if (url.pathname !== `/api/conversations/${CHAT}`) return undefined;
      return Response.json({ ...listed(CHAT), head: ANSWER, messages: stored(status), earlier: null });
    });
    app.show(null);
    await app.turns.send(null, "hi", {});
    await app.turns.load(CHAT);
    expect(app.replays.runOf(ANSWER)?.get().steps).toHaveLength(6);
    // whatever is stored is the truth
    status = "failed";
    await app.turns.load(CHAT);
    expect(app.replays.runOf(ANSWER)).toBeNull();
  });

  it("does not pull the reader away who has gone elsewhere", async () => {
    const { app, went } = chat(({ method }) => (method === "POST" ? streamOf(events) : undefined));
    app.show(null);
    const sent = app.turns.send(null, "hi", {});
    app.show("elsewhere");
    await sent;
    expect(went).toEqual([]);
  });

  it("that is refused stays on the page with its reason, and can be sent again or edited", async () => {
    const { app, calls, state } = chat(({ method }) => (method === "POST" ? refusal(422, "bad_input") : undefined));
    app.show(null);
    await app.turns.send(null, "hi", {});
    expect(state().open.new?.outgoing?.refused).toEqual({ code: "bad_input", message: "no: bad_input" });
    app.turns.sendAgain(null);
    expect(posted(calls)).toHaveLength(2);
    await vi.waitFor(() => expect(state().open.new?.outgoing?.refused).not.toBeNull());
    app.turns.takeBack(null);
    expect(state().open.new?.outgoing).toBeNull();
    expect([recall(draftName(null)), state().draftsReturned]).toEqual(["hi", 1]);
  });

  it("on a busy branch goes back into the draft, and the answer that is arriving is followed", async () => {
    const { app, calls, state } = chat(({ method, url }) => {
      if (method === "POST") return refusal(409, "busy", { run: RUN });
      if (url.pathname === `/api/runs/${RUN}/events`) return streamOf(events);
      if (url.pathname !== `/api/conversations/${CHAT}` || !calls.some((call) => call.method === "POST")) return;
      const messages = [message(QUESTION, null, "user"), message(ANSWER, QUESTION, "assistant", running)];
      return Response.json({ ...listed(CHAT), head: ANSWER, messages, earlier: null });
    });
    app.show(CHAT);
    await vi.waitFor(() => expect(state().open[CHAT]?.status).toBe("ready"));
    await app.turns.send(CHAT, "me too", {});
    expect(state().notice).toEqual({ kind: "busy" });
    expect(recall(draftName(CHAT))).toBe("me too");
    await vi.waitFor(() => expect(app.replays.runOf(ANSWER)?.get().phase).toBe("completed"));
  });

  it("that has ended stays ended, whatever older words of the server say", async () => {
    let answer: (response: Response) => void = () => {};
    const { app, calls, state } = chat(({ method, url }) => {
      if (method === "POST") return streamOf(events);
      if (url.pathname !== `/api/conversations/${CHAT}`) return;
      return new Promise((resolve) => {
        answer = resolve;
      });
    });
    app.show(null);
    const sent = app.turns.send(null, "hi", {});
    await vi.waitFor(() => expect(state().open[CHAT]).toBeDefined());
    app.show(CHAT);
    await sent;
    const messages = [message(QUESTION, null, "user"), message(ANSWER, QUESTION, "assistant", running)];
    answer(Response.json({ ...listed(CHAT), head: ANSWER, messages, earlier: null }));
    await vi.waitFor(() => expect(state().open[CHAT]?.messages[ANSWER]?.run).toEqual(running));
    expect(app.turns.answering(CHAT)).toBeNull();
    expect(app.replays.runOf(ANSWER)?.get().phase).toBe("completed");
    expect(calls.some(({ url }) => url.pathname === `/api/runs/${RUN}/events`)).toBe(false);
  });

  it("that never reached the server goes back into the draft when it is stopped", async () => {
    const { app, state } = chat(({ method }) => {
      if (method === "POST") throw new TypeError("Failed to fetch");
    });
    app.show(null);
    const sent = app.turns.send(null, "hi", {});
    await vi.waitFor(() => expect(app.turns.answering(null)?.link()).toBe("lost"));
    await app.turns.stop(null);
    await sent;
    expect([recall(draftName(null)), state().open.new?.outgoing]).toEqual(["hi", null]);
  });

  it("that is asked again becomes a branch beside the one that failed", async () => {
    const messages = [
      message("q1", null, "user"),
      message("a1", "q1", "assistant"),
      message("q2", "a1", "user"),
      message("a2", "q2", "assistant"),
    ];
    const { app, calls, state } = chat(({ method, url }) => {
      if (method === "POST") return streamOf([{ ...start, parent: "q2", message: "a3" }, ...events.slice(1)]);
      if (url.pathname !== `/api/conversations/${CHAT}`) return;
      return Response.json({ ...listed(CHAT), head: "a2", messages, earlier: null });
    });
    app.show(CHAT);
    await vi.waitFor(() => expect(state().open[CHAT]?.head).toBe("a2"));
    app.versions.retry(CHAT, "a2");
    expect(state().open[CHAT]?.outgoing?.parent).toBe("q2");
    await vi.waitFor(() => expect(state().open[CHAT]?.head).toBe("a3"));
    expect(calls.filter(({ method }) => method === "POST").map(({ url }) => url.pathname)).toEqual([
      "/api/messages/a2/rerun",
    ]);
    expect(posted(calls)).toEqual([{ program: "think" }]);
    const conversation = state().open[CHAT];
    expect(conversation && branch(conversation).map(({ id }) => id)).toEqual(["q1", "a1", "q2", "a3"]);
    expect(["a2", "a3"].map((id) => conversation?.messages[id]?.siblings)).toEqual([
      ["a2", "a3"],
      ["a2", "a3"],
    ]);
    expect(conversation?.messages.q2?.siblings).toEqual([]);
  });
});

describe("a conversation", () => {
  it("that is answering when it is opened is followed from the first event", async () => {
    const run = {
      ...{
        id: RUN,
        conversation: CHAT,
        message: ANSWER,
        status: "running" as const,
        program: start.program,
        model: start.model,
      },
      ...{ fields: start.fields, usage: null, ms: null, error: null, started_at: 1, ended_at: null, steps: null },
    };
    const messages = [message(QUESTION, null, "user"), message(ANSWER, QUESTION, "assistant", run)];
    const { app, calls, state } = chat(({ url }) => {
      if (url.pathname === `/api/conversations/${CHAT}`)
        return Response.json({ ...listed(CHAT), head: ANSWER, messages, earlier: null });
      return url.pathname.startsWith("/api/runs") ? streamOf(events) : undefined;
    });
    app.show(CHAT);
    await vi.waitFor(() => expect(app.replays.runOf(ANSWER)?.get().phase).toBe("completed"));
    expect(calls.filter(({ url }) => url.pathname.startsWith("/api/runs")).map(({ url }) => url.search)).toEqual([""]);
    expect(state().open[CHAT]?.head).toBe(ANSWER);
  });

  it("that does not exist is said to be missing", async () => {
    const { app, state } = chat(({ url }) =>
      url.pathname.endsWith("/nobody") ? refusal(404, "unknown_conversation") : undefined,
    );
    app.show("nobody");
    await vi.waitFor(() => expect(state().open.nobody?.status).toBe("missing"));
  });

  it("keeps its old title when the new one is refused", async () => {
    const { app, state } = chat(({ method }) => (method === "PATCH" ? refusal(422, "bad_input") : undefined));
    await vi.waitFor(() => expect(state().conversations).toHaveLength(1));
    const renamed = app.listing.rename(CHAT, "new");
    expect(state().conversations[0]?.title).toBe("new");
    await renamed;
    expect([state().conversations[0]?.title, state().notice?.kind]).toEqual([CHAT, "renameFailed"]);
  });
});

describe("the server", () => {
  it("that does not answer is told, and asked until it does", async () => {
    vi.useFakeTimers();
    let away = true;
    const { state } = chat(() => {
      if (away) throw new TypeError("Failed to fetch");
      return undefined;
    });
    await vi.waitFor(() => expect(state().server).toBe("down"));
    away = false;
    await vi.advanceTimersByTimeAsync(10_000);
    expect([state().server, state().programs.length, state().listed]).toEqual(["up", 2, true]);
    vi.useRealTimers();
  });
});

describe("branch", () => {
  it("leads from the head up through the parents, past the siblings", () => {
    const tree = [
      message("q", null, "user"),
      message("a1", "q", "assistant"),
      message("a2", "q", "assistant"),
      message("q2", "a2", "user"),
    ];
    const messages = Object.fromEntries(tree.map((it) => [it.id, it]));
    expect(branch({ messages, head: "q2" }).map(({ id }) => id)).toEqual(["q", "a2", "q2"]);
    expect(branch({ messages, head: null })).toEqual([]);
  });
});

describe("a message that a search has found", () => {
  const shown = [
    message("q1", null, "user"),
    message("a1", "q1", "assistant"),
    message("q2", "a1", "user"),
    message("a2", "q2", "assistant"),
  ];
  const aside = [...shown.slice(0, 2), message("q2b", "a1", "user"), message("a2b", "q2b", "assistant")];
  const page = (path: MessageOut[], before: string | null) => {
    const end = before === null ? path.length : path.findIndex(({ id }) => id === before);
    const messages = path.slice(Math.max(0, end - 2), end);
    return Response.json({ ...listed(CHAT), head: path.at(-1)?.id ?? null, messages, earlier: null });
  };

  /** A conversation of two branches that is read two messages at a time. */
  function paged() {
    let path = shown;
    return chat(({ method, url, body }) => {
      if (method === "PUT") {
        const { message: wanted } = JSON.parse(body ?? "{}");
        const found = [shown, aside].find((one) => one.some(({ id }) => id === wanted));
        if (!found) return refusal(404, "unknown_message");
        if (!path.some(({ id }) => id === wanted)) path = found;
        return page(path, null);
      }
      return url.pathname === `/api/conversations/${CHAT}` ? page(path, url.searchParams.get("before")) : undefined;
    });
  }

  it.each([
    ["a2", "a2", 0],
    ["q1", "a2", 1],
    ["q2b", "a2b", 1],
  ])("%s is shown on the branch of %s", async (sought, head, chosen) => {
    const { app, state, went, calls } = paged();
    await app.finding.reveal(CHAT, sought);
    app.show(CHAT);
    expect(went).toEqual([CHAT]);
    expect(state().sought).toEqual({ conversation: CHAT, message: sought });
    expect(state().open[CHAT]?.head).toBe(head);
    expect(calls.filter(({ method }) => method === "PUT")).toHaveLength(chosen);
    app.show(null);
    expect(state().sought).toBeNull();
  });

  it("marks nothing when it is not there", async () => {
    const { app, state } = paged();
    await app.finding.reveal(CHAT, "nowhere");
    expect([state().sought, state().notice?.kind]).toEqual([null, "chooseFailed"]);
  });
});
