/** The steps on the way to an answer: what the program did and what its inner predictors wrote, in one list, in the order in
 *  which it began. Pure; part of the reducer. */
import type { StatusEvent, TokenEvent } from "@/api/types";

/** Something the program did or tells of: a module, model or tool at work, a progress, another try, a wait for its turn. */
export type Action = {
  kind: Exclude<StatusEvent["kind"], "reset">;
  /** The `seq` of the event that it began with: its name in this run. */
  key: number;
  /** The `seq` of the event that last changed it. */
  at: number;
  /** When it began, in ms of the run. */
  began: number;
  id: string | null;
  /** The `id` of the step that it is a part of. */
  parent: string | null;
  name: string;
  /** "start": it has not ended yet. */
  state: "start" | "end" | "error";
  /** What it was given, or why it was done. */
  detail: string | null;
  /** What came of it. */
  outcome: string | null;
  ms: number | null;
  /** How far it has come, 0 to 1. */
  fraction: number | null;
};

/** What one call of an inner predictor wrote, by field, beside the program's own fields. */
export type Note = {
  kind: "note";
  key: number;
  parent: string | null;
  predictor: string;
  call: string | null;
  texts: Record<string, string>;
};

export type Step = Action | Note;

type Steps = readonly Step[];

/** Kinds that nobody waits to read of: they part no progress line from the next. */
const QUIET: ReadonlySet<Step["kind"]> = new Set(["module", "model", "queue"]);

/** The steps after a status event; `reset` is not one of them, see `withdrawn`. */
export function told(steps: Steps, event: StatusEvent): Step[] {
  switch (event.kind) {
    case "progress":
      return progressed(steps, event);
    case "retry":
      return [...steps, begun(event)];
    default: {
      const on = settled(steps, ["retry"]);
      return event.state === "start" ? [...on, begun(event)] : closed(on, event);
    }
  }
}

/** The steps after text of an inner predictor. */
export function noted(steps: Steps, event: TokenEvent, predictor: string): Step[] {
  const on = settled(steps, ["retry"]);
  const { field, text, call = null } = event;
  const at = on.findLastIndex((step) => step.kind === "note" && step.predictor === predictor && step.call === call);
  const note = on[at];
  if (note?.kind === "note") {
    return on.with(at, { ...note, texts: { ...note.texts, [field]: (note.texts[field] ?? "") + text } });
  }
  const parent = around(on, predictor, call);
  return [...on, { kind: "note", key: event.seq, parent, predictor, call, texts: { [field]: text } }];
}

/** The steps after text of the answer: what was told on the way to it is over. */
export const answered = (steps: Steps): Step[] => settled(steps, ["retry", "progress"]);

/** Without what a predictor wrote, or without what one call of it did. */
export function withdrawn(steps: Steps, predictor: string, call: string | null): Step[] {
  return steps.filter(
    (step) => !(step.kind === "note" && step.predictor === predictor && (call === null || step.call === call)),
  );
}

function begun(event: StatusEvent): Action {
  const { kind, seq, t, id = null, parent = null, name, detail = null, ms = null, fraction = null } = event;
  if (kind === "reset") throw new TypeError("a reset is no step");
  const step = { kind, key: seq, at: seq, began: t, id, parent, name, detail, outcome: null, ms, fraction };
  return { ...step, state: "start" };
}

/** An end belongs to the newest open step of its name. One that was never seen to begin is told all the same. */
function closed(steps: Step[], event: StatusEvent): Step[] {
  const at = steps.findLastIndex((step) => isOf(step, event) && step.state === "start");
  const open = steps[at] as Action | undefined;
  if (!open && steps.some((step) => isOf(step, event))) return steps;
  const step = open ?? begun({ ...event, detail: null });
  const ms = event.ms ?? (open ? event.t - open.began : null);
  const state = event.state === "error" ? "error" : "end";
  const done = { ...step, at: event.seq, state, outcome: event.detail ?? null, ms } satisfies Action;
  return open ? settled(steps.with(at, done), ["retry", "progress"], event.id ?? null) : [...steps, done];
}

function isOf(step: Step, { kind, id = null, name }: StatusEvent): step is Action {
  if (step.kind === "note" || step.kind !== kind) return false;
  return id === null ? step.id === null && step.name === name : step.id === id;
}

/** One line per name; another name takes the line of the one before it, as long as that is still what goes on. */
function progressed(steps: Steps, event: StatusEvent): Step[] {
  const line = begun(event);
  const state =
    event.state === "error" ? "error" : event.state === "end" || (line.fraction ?? 0) >= 1 ? "end" : "start";
  const at = lineOf(steps, line);
  const before = steps[at] as Action | undefined;
  if (!before) return [...steps, { ...line, state }];
  return steps.with(at, { ...line, key: before.key, began: before.began, state });
}

function lineOf(steps: Steps, line: Action): number {
  const beside = (step: Step) => step.parent === line.parent;
  const named = steps.findLastIndex((step) => step.kind === "progress" && step.name === line.name && beside(step));
  if (named !== -1) return named;
  const last = steps.findLastIndex((step) => beside(step) && !QUIET.has(step.kind));
  const step = steps[last];
  return step?.kind === "progress" && step.state === "start" ? last : -1;
}

/** Ends what has no end of its own: all of these kinds, or those inside of one step. The same list when there is nothing. */
function settled(steps: Steps, kinds: readonly Step["kind"][], inside?: string | null): Step[] {
  const over = (step: Step): step is Action =>
    step.kind !== "note" &&
    step.state === "start" &&
    kinds.includes(step.kind) &&
    (inside === undefined || (inside !== null && step.parent === inside));
  if (!steps.some(over)) return steps as Step[];
  return steps.map((step) => (over(step) ? { ...step, state: "end" } : step));
}

/** The step that a predictor's call is a part of: that of the model call itself, else the module of its name. */
function around(steps: Steps, predictor: string, call: string | null): string | null {
  const asked = steps.find((step) => step.kind === "model" && call !== null && step.id === call);
  if (asked) return asked.parent;
  const module = steps.findLast((step) => step.kind === "module" && step.name === predictor && step.state === "start");
  return module?.kind === "module" ? module.id : null;
}
