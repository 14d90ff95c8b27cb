/** What is installed, and what is chosen of it for the next turn. */
import type { ProgramOut } from "@/api/types";
import { type Context, keyOf } from "./context";

export function createCatalog({ api, store, conversation, insist }: Context) {
  async function load(): Promise<void> {
    const [{ programs, plugins }, { models }] = await insist(() => Promise.all([api.programs(), api.models()]));
    store.set({ programs, plugins, models, catalogued: true });
  }

  /** The program that answers next: the chosen one, else the conversation's, else the default. */
  function programFor(id: string | null): ProgramOut | null {
    const { programs, chosenProgram } = store.get();
    const wanted = chosenProgram[keyOf(id)] ?? conversation(id).program;
    return programs.find((it) => it.id === wanted) ?? programs.find((it) => it.default) ?? programs[0] ?? null;
  }

  function chooseProgram(id: string | null, program: string): void {
    store.set(({ chosenProgram }) => ({ chosenProgram: { ...chosenProgram, [keyOf(id)]: program } }));
  }

  /** null: the server's default. */
  function chooseModel(model: string | null): void {
    store.set({ chosenModel: model });
  }

  return { load, programFor, chooseProgram, chooseModel };
}
