/** What is shown of a run's steps: as a tree, in a number, and as what goes on now. Pure. */
import { fieldValue, type RunState } from "./reducer";
import type { Action, Step } from "./steps";

/** The field in which a model's own reasoning comes. */
export const THINKING = "thinking";

/** A step and the steps inside of it. */
export type Branch = { step: Step; within: Branch[] };

/** Kinds that stand beside others, but are nothing to tell of alone: every chat asks a model. */
const aside = (step: Step) => step.kind === "model" || step.kind === "queue";

/**
 * The steps as a tree; empty when there is nothing to tell. A step whose parent was not told stands at the top, and the
 * predictor that a ChainOfThought has inside of it is no step beside it.
 */
export function timeline(steps: readonly Step[]): Branch[] {
  if (steps.every(aside)) return [];
  const top: Branch[] = [];
  const byId = new Map<string, Branch>();
  for (const step of steps) {
    const parent = step.parent === null ? undefined : byId.get(step.parent);
    const within = parent && isInner(step, parent.step) ? parent : null;
    const branch: Branch = within ?? { step, within: [] };
    if (!within) (parent?.within ?? top).push(branch);
    if (step.kind !== "note" && step.id !== null) byId.set(step.id, branch);
  }
  return top;
}

function isInner(step: Step, parent: Step): boolean {
  return step.kind === "module" && parent.kind === "module" && step.name === `${parent.name}.predict`;
}

/** How many steps people would count: a module counts as what is inside of it, a model call as nothing. */
export function counted(branches: readonly Branch[]): number {
  return branches.reduce((sum, { step, within }) => {
    const inside = counted(within);
    const own = aside(step) || (step.kind === "module" && inside > 0) ? 0 : 1;
    return sum + own + inside;
  }, 0);
}

/** Whether the model's own reasoning is all that there is to tell. */
export function onlyThought(steps: readonly Step[]): boolean {
  return steps.every((step) => aside(step) || (step.kind === "note" && Object.keys(step.texts).join() === THINKING));
}

/** The names of the tools that were used, each once, in order. */
export function toolsOf(steps: readonly Step[]): string[] {
  return [...new Set(steps.flatMap((step) => (step.kind === "tool" ? [step.name] : [])))];
}

const TELLING: ReadonlySet<Step["kind"]> = new Set(["tool", "progress", "retry", "queue"]);

/** What the program does now, or null: of the steps that have not ended, the one that was last heard of. */
export function current(state: RunState): Action | null {
  if (state.phase !== "running") return null;
  return state.steps.reduce<Action | null>((newest, step) => {
    if (step.kind === "note" || step.state !== "start" || !TELLING.has(step.kind)) return newest;
    return newest && newest.at > step.at ? newest : step;
  }, null);
}

/** How far the text has come. */
export function writing(state: RunState): "nothing" | "thinking" | "answer" {
  const begun = (role: string) =>
    state.fields.some((field) => field.role === role && (fieldValue(state, field.name) ?? "") !== "");
  if (begun("answer") || begun("detail")) return "answer";
  return begun("thinking") || state.steps.some((step) => step.kind === "note") ? "thinking" : "nothing";
}
