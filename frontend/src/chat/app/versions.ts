/** Versions of a message: which is shown, and how another comes about. A version is a sibling in the tree. */
import { Refused } from "@/api/client";
import type { JsonValue } from "@/api/types";
import { type Asked, branch, type Message } from "../conversation";
import { stored } from "../reducer";
import type { createCatalog } from "./catalog";
import type { Context } from "./context";
import type { createTurns } from "./turns";

type Catalog = ReturnType<typeof createCatalog>;
type Turns = ReturnType<typeof createTurns>;

/** By whom; null: by whom it was answered. */
type By = Partial<Pick<Asked, "program" | "model">>;

export function createVersions(context: Context, catalog: Catalog, turns: Turns) {
  const { api, store, conversation, insist, live, settled } = context;

  /** Show the branch of a message. False when it cannot be. */
  async function choose(id: string, message: string): Promise<boolean> {
    context.moved(id);
    const moves = context.moves.get(id);
    try {
      const tree = await insist(() => api.choose(id, message));
      if (context.moves.get(id) !== moves) return false;
      turns.take(id, tree);
      const program = tree.program;
      store.set(({ chosenProgram }) => ({ chosenProgram: { ...chosenProgram, [id]: program } }));
      return true;
    } catch (error) {
      store.set({ notice: { kind: "chooseFailed", message: error instanceof Refused ? error.message : "" } });
      void turns.load(id);
      return false;
    }
  }

  /** Turn a message to the version before or behind it, whose switch then stands where that of this one was. */
  async function turn(id: string, { siblings, ...message }: Message, step: -1 | 1, top: number): Promise<void> {
    const place = siblings.indexOf(message.id) + step;
    const to = siblings[place];
    if (!to || !(await choose(id, to))) return;
    store.set({
      turned: { conversation: id, message: to, step, top },
      announced: { what: "version", place: place + 1, of: siblings.length },
    });
  }

  /** Question, and who answered: of a message on the page, whichever of the two it is. */
  function turnOf(id: string, message: string) {
    const path = branch(conversation(id));
    const at = path.findIndex((it) => it.id === message);
    const [question, answer] = path[at]?.role === "user" ? [path[at], path[at + 1]] : [path[at - 1], path[at]];
    if (!question || !answer) return null;
    const run = (live.get(answer.id) ?? settled.get(answer.id))?.get() ?? stored(answer);
    return { question, answer, program: run.program?.id ?? null };
  }

  /** Have the turn of an answer answered once more, beside it. */
  function again(id: string, answer: string, { program = null, model = null }: By = {}): void {
    const { messages } = conversation(id);
    const question = messages[messages[answer]?.parent ?? ""];
    if (!question) return;
    const inputs = question.fields as Record<string, JsonValue>;
    void turns.ask(id, { text: question.text, inputs, parent: question.id, beside: answer, program, model });
  }

  /** The same after a failure: by what is chosen now, as that may be what helps. */
  function retry(id: string, answer: string): void {
    const { chosenModel, models } = store.get();
    const model = chosenModel ?? models.find((it) => it.default)?.id ?? null;
    again(id, answer, { program: catalog.programFor(id)?.id ?? null, model });
  }

  /** Ask otherwise: the old question stays, as another version. False while a turn is on its way. */
  function edit(id: string, question: string, text: string): boolean {
    const known = turnOf(id, question);
    const { outgoing } = conversation(id);
    if (!known || (outgoing && !outgoing.refused)) return false;
    if (text === known.question.text) {
      again(id, known.answer.id);
      return true;
    }
    const { parent, fields } = known.question;
    const model = store.get().chosenModel;
    const inputs = fields as Record<string, JsonValue>;
    void turns.ask(id, { text, inputs, parent, beside: null, program: known.program, model });
    return true;
  }

  /** Go on from an answer that was cut off: a turn of its own, whose program is told what was said so far. */
  function goOn(id: string, answer: string, text: string): void {
    const known = turnOf(id, answer);
    if (!known) return;
    const inputs = known.question.fields as Record<string, JsonValue>;
    const model = store.get().chosenModel;
    void turns.ask(id, { text, inputs, parent: answer, beside: null, program: known.program, model });
  }

  return { choose, turn, again, retry, edit, goOn };
}
