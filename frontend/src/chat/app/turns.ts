/** Turns: sent, followed to their end over any number of connections, stopped, asked again. */
import { Refused } from "@/api/client";
import type { ConversationTreeOut, JsonValue, MessageOut, StartEvent } from "@/api/types";
import { follow, type Outcome, type Source } from "@/sse/follow";
import { type Asked, awaited, begun, branch, earlier, merged, NEW, type Outgoing } from "../conversation";
import { LiveRun } from "../live-run";
import { draftName, randomId, recall, remember } from "../memory";
import { stored } from "../reducer";
import type { createCatalog } from "./catalog";
import { type Context, keyOf } from "./context";
import type { Listing } from "./listing";

/** Long enough that a server that contradicts itself is not asked in a tight loop. */
const RELOAD_MS = 500;

/** What to send. `placed`: the page knows after what it is said, and the server need not say. */
function sourceOf(id: string | null, { key, ...asked }: Outgoing, placed: boolean): Source {
  const by = { ...(asked.program && { program: asked.program }), ...(asked.model && { model: asked.model }) };
  if (asked.beside) return { rerun: asked.beside, by, key };
  const turn = {
    message: asked.text,
    ...(id && { conversation: id }),
    // null is a new beginning, beside the first question
    ...(id && placed && { parent: asked.parent }),
    ...by,
    ...(Object.keys(asked.inputs).length > 0 && { inputs: asked.inputs }),
  };
  return { turn, key };
}

export function createTurns(context: Context, catalog: ReturnType<typeof createCatalog>, listing: Listing) {
  const { api, store, live, settled, conversation, put, insist } = context;
  const { get, set } = store;
  /** How to leave the runs that are followed. */
  const leaving = new Map<LiveRun, AbortController>();
  /** The runs that were taken up without their messages. */
  const aside = new Set<string>();

  /** Read a conversation's messages again, and take up the answers that are still arriving. */
  async function load(id: string): Promise<void> {
    try {
      const moves = context.moves.get(id);
      const tree = await insist(() => api.conversation(id));
      // a turn that began while this was on its way, or a branch that was chosen, is newer than this
      if (context.moves.get(id) !== moves) return await load(id);
      take(id, tree);
    } catch (error) {
      const missing = error instanceof Refused && error.status === 404;
      put(id, { ...conversation(id), status: missing ? "missing" : "failed" });
    }
  }

  /** Show what the server says is the end of the shown branch. */
  function take(id: string, tree: ConversationTreeOut): void {
    for (const message of tree.messages) takeUp(id, message);
    takeUpAside(id, tree);
    put(id, merged(conversation(id), tree, "newest"));
  }

  /** An answer that arrives on a branch which is not shown: without a follower the server would stop it in a while. */
  function takeUpAside(id: string, { running, messages }: ConversationTreeOut): void {
    const known = (run: LiveRun) => run.get().run === running;
    if (!running || aside.has(running) || messages.some((message) => message.run?.id === running)) return;
    if ([...live.values()].some(known)) return;
    aside.add(running);
    const run = new LiveRun();
    void watch(id, run, { run: running, after: 0 }, ({ message }) => live.set(message, run));
  }

  function takeUp(id: string, message: MessageOut): void {
    if (message.run?.status !== "running") {
      const { run, phase } = settled.get(message.id)?.get() ?? {};
      // what has ended here as it did there also knows the steps on its way, which no message tells
      if (run !== message.run?.id || phase !== message.run?.status) settled.delete(message.id);
    } else if (!live.has(message.id) && !settled.has(message.id)) {
      // one that is settled has ended here while the server's words were on their way
      const run = new LiveRun(stored(message));
      live.set(message.id, run);
      void watch(id, run, { run: message.run.id, after: 0 });
    }
  }

  async function loadEarlier(id: string): Promise<void> {
    const before = earlier(branch(conversation(id)));
    if (before === null) return;
    const tree = await insist(() => api.conversation(id, before));
    for (const message of tree.messages) takeUp(id, message);
    put(id, merged(conversation(id), tree, "earlier"));
  }

  /** Show a conversation: what is known at once, what the server says when it has said it. */
  function open(id: string): void {
    const known = get().conversations.find((it) => it.id === id);
    if (!get().open[id]) put(id, awaited(id, known));
    void load(id);
  }

  /** Follow a run that the server already knows. */
  async function watch(
    id: string,
    run: LiveRun,
    source: Source,
    onStart: (event: StartEvent) => void = () => {},
  ): Promise<void> {
    try {
      if ((await track(run, source, onStart)) === "gone") reload(id, run);
    } catch {
      reload(id, run);
    }
  }

  /** The server has no more to say of a run that the page thinks is open: what it has stored is the truth. */
  function reload(id: string, run: LiveRun): void {
    setTimeout(() => {
      const { message } = run.get();
      if (message) live.delete(message);
      void load(id);
    }, RELOAD_MS);
  }

  async function track(run: LiveRun, source: Source, onStart: (event: StartEvent) => void): Promise<Outcome> {
    const leave = new AbortController();
    leaving.set(run, leave);
    try {
      return await follow(api, source, {
        signal: leave.signal,
        onLink: (link) => {
          run.setLink(link);
          if (link === "open") set({ server: "up" });
        },
        onEvents: (events) => {
          run.push(events);
          const start = events.find((event) => event.type === "start");
          if (start) onStart(start);
          if (events.at(-1)?.type === "end") ended(run);
        },
      });
    } finally {
      leaving.delete(run);
    }
  }

  function ended(run: LiveRun): void {
    const { phase, program, message } = run.get();
    if (message) {
      live.delete(message);
      settled.set(message, run);
    }
    const what = phase === "completed" ? "finished" : phase === "stopped" ? "stopped" : "failed";
    // `open` anew: who reads `answering` hears of it
    set(({ open: all }) => ({ open: { ...all }, announced: { what, program: program?.title ?? "" } }));
    void listing.refresh();
  }

  /** Send a message to a conversation (null: a new one). The page shows it at once. */
  async function send(id: string | null, text: string, inputs: Record<string, JsonValue>): Promise<void> {
    const { head: parent } = conversation(id);
    const program = catalog.programFor(id)?.id ?? null;
    await ask(id, { text, inputs, parent, beside: null, program, model: get().chosenModel });
  }

  /** Have a turn answered. */
  async function ask(id: string | null, asked: Asked): Promise<void> {
    const before = conversation(id);
    if (before.outgoing && !before.outgoing.refused) return;
    const outgoing: Outgoing = { ...asked, key: randomId(), run: new LiveRun(), refused: null };
    put(keyOf(id), { ...before, outgoing });
    set({ notice: null, inputRefused: null });
    const source = sourceOf(id, outgoing, before.status === "ready");
    try {
      const outcome = await track(outgoing.run, source, (event) => begin(keyOf(id), outgoing, event));
      if (outcome === "gone") reload(outgoing.run.get().conversation ?? keyOf(id), outgoing.run);
    } catch (error) {
      if (error instanceof Refused) refuse(keyOf(id), outgoing, error);
      else leaveUnsent(id, outgoing);
    }
  }

  function begin(key: string, outgoing: Outgoing, event: StartEvent): void {
    const before = get().open[key] ?? NEW;
    if (before.outgoing?.key !== outgoing.key) return;
    const id = event.conversation;
    context.moved(id);
    live.set(event.message, outgoing.run);
    set((state) => ({
      open: { ...state.open, ...(key === "new" && { new: NEW }), [id]: begun(before, outgoing, event) },
      chosenProgram: { ...state.chosenProgram, [id]: event.program.id },
      announced: { what: "answering", program: event.program.title },
    }));
    if (key === "new" && context.shown === null) {
      context.shown = id;
      set({ named: { conversation: id } });
      context.go(id);
    }
    void listing.refresh();
  }

  function refuse(key: string, outgoing: Outgoing, error: Refused): void {
    const before = get().open[key];
    if (before?.outgoing?.key !== outgoing.key) {
      reload(outgoing.run.get().conversation ?? key, outgoing.run);
    } else if (error.code === "busy" && before.id) {
      withdraw(key, outgoing);
      set({ notice: { kind: outgoing.beside ? "arriving" : "busy" } });
      void load(before.id);
    } else if (error.input) {
      withdraw(key, outgoing);
      const program = catalog.programFor(before.id)?.id ?? "";
      set({ inputRefused: { conversation: before.id, program, ...error.input } });
    } else {
      put(key, { ...before, outgoing: { ...outgoing, refused: { code: error.code, message: error.message } } });
    }
  }

  /** Stopped before the server said a word; it may have heard us all the same. */
  function leaveUnsent(id: string | null, outgoing: Outgoing): void {
    withdraw(keyOf(id), outgoing);
    void listing.refresh();
    if (id) void load(id);
  }

  /** A message that did not get through goes back into the composer. */
  function withdraw(key: string, outgoing: Outgoing): void {
    const before = get().open[key];
    if (before?.outgoing?.key !== outgoing.key) return;
    put(key, { ...before, outgoing: null });
    if (!outgoing.beside) draft(before.id, outgoing.text);
  }

  /** Put a text into the composer, before what is there. */
  function draft(id: string | null, text: string): void {
    const name = draftName(id);
    remember(name, [text, recall(name)].filter(Boolean).join("\n\n"));
    set(({ draftsReturned }) => ({ draftsReturned: draftsReturned + 1 }));
  }

  function takeBack(id: string | null): void {
    const { outgoing } = conversation(id);
    if (outgoing) withdraw(keyOf(id), outgoing);
  }

  function sendAgain(id: string | null): void {
    const { outgoing } = conversation(id);
    if (outgoing?.refused) void ask(id, outgoing);
  }

  /** An input that was refused has been changed. */
  function forgetRefusal(): void {
    set({ inputRefused: null });
  }

  /** The run that answers in a conversation now, if any. */
  function answering(id: string | null): LiveRun | null {
    const { outgoing, head } = conversation(id);
    if (outgoing && !outgoing.refused) return outgoing.run;
    return (head && live.get(head)) || null;
  }

  async function stop(id: string | null): Promise<void> {
    const run = answering(id);
    const known = run?.get().run;
    if (run && !known) leaving.get(run)?.abort();
    if (!known) return;
    try {
      await api.stop(known);
    } catch (error) {
      set({ notice: { kind: "stopFailed", message: error instanceof Refused ? error.message : "" } });
    }
  }

  return { load, take, loadEarlier, open, draft, send, ask, sendAgain, takeBack, forgetRefusal, answering, stop };
}
