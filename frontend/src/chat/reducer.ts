/**
 * Folds a run's events into what a page shows of it. Pure, and the only fold there is: live, resumed and replayed runs all
 * pass here. Knows nothing of connections, clocks or React.
 */
import type {
  ErrorEvent,
  FieldRef,
  FinalEvent,
  JsonValue,
  MessageOut,
  ModelRef,
  ProgramRef,
  RunEvent,
  RunOut,
  StartEvent,
  StatusEvent,
  TokenEvent,
  Usage,
} from "@/api/types";

export type Phase = RunOut["status"];

/** Text of a predictor inside the program, beside the program's own fields: one step of an agent, say. */
export type Note = { predictor: string; call: string | null; field: string; text: string };

/** One thing the program did: a module, model or tool call, or a word on its progress. */
export type Step = {
  key: string;
  kind: StatusEvent["kind"];
  name: string;
  state: StatusEvent["state"];
  detail: string | null;
  ms: number | null;
};

export type RunFailure = { code: string; message: string; retryable: boolean; ref: string | null };

export type RunState = {
  /** null until the first event. */
  run: string | null;
  seq: number;
  phase: Phase;
  conversation: string | null;
  message: string | null;
  parent: string | null;
  program: ProgramRef | null;
  model: ModelRef | null;
  fields: FieldRef[];
  startedAt: number | null;
  /** What has streamed so far, by field. `values` overrules it once it is there. */
  texts: Record<string, string>;
  notes: Note[];
  steps: Step[];
  /** The authoritative result, by field. */
  values: Record<string, JsonValue> | null;
  usage: Usage | null;
  cached: boolean;
  ms: number | null;
  failure: RunFailure | null;
};

export const EMPTY: RunState = {
  run: null,
  seq: 0,
  phase: "running",
  conversation: null,
  message: null,
  parent: null,
  program: null,
  model: null,
  fields: [],
  startedAt: null,
  texts: {},
  notes: [],
  steps: [],
  values: null,
  usage: null,
  cached: false,
  ms: null,
  failure: null,
};

/** The state after `event`. An event that the state has already seen changes nothing. */
export function reduce(state: RunState, event: RunEvent): RunState {
  if (event.seq <= state.seq) return state;
  const next = { ...state, seq: event.seq, run: event.run };
  switch (event.type) {
    case "start":
      return { ...next, ...started(event) };
    case "token":
      return { ...next, ...grown(state, event) };
    case "status":
      return event.kind === "reset"
        ? { ...next, ...withdrawn(state, event.name) }
        : { ...next, steps: stepped(state, event) };
    case "final":
      return { ...next, ...finished(state, event) };
    case "error":
      return { ...next, failure: failureOf(event) };
    case "end":
      return { ...next, phase: event.status, ms: next.ms ?? event.t };
    default:
      event satisfies never;
      return state;
  }
}

function started(event: StartEvent): Partial<RunState> {
  const { conversation, message, parent, program, model, fields, started_at } = event;
  return { conversation, message, parent, program, model, fields, startedAt: started_at };
}

function grown(state: RunState, event: TokenEvent): Partial<RunState> {
  const { field, text, predictor } = event;
  if (!predictor) return { texts: { ...state.texts, [field]: (state.texts[field] ?? "") + text } };
  const call = event.call ?? null;
  const at = state.notes.findLastIndex((it) => it.predictor === predictor && it.call === call && it.field === field);
  const note = state.notes[at];
  if (!note) return { notes: [...state.notes, { predictor, call, field, text }] };
  return { notes: state.notes.with(at, { ...note, text: note.text + text }) };
}

/** An attempt was thrown away: everything that its predictor wrote is taken back. */
function withdrawn(state: RunState, predictor: string): Partial<RunState> {
  const own = new Set(state.fields.filter((field) => field.predictor === predictor).map((field) => field.name));
  return {
    texts: Object.fromEntries(Object.entries(state.texts).filter(([name]) => !own.has(name))),
    notes: state.notes.filter((note) => note.predictor !== predictor),
  };
}

/** A start opens a step; its end or error closes the same one. */
function stepped(state: RunState, event: StatusEvent): Step[] {
  const { kind, name, detail = null, ms = null } = event;
  const key = event.id ?? `${kind} ${name}`;
  const at = state.steps.findLastIndex((step) => step.key === key && step.state !== "end" && step.state !== "error");
  const open = state.steps[at];
  const step: Step = { key, kind, name, state: event.state ?? null, detail: detail ?? open?.detail ?? null, ms };
  return open ? state.steps.with(at, step) : [...state.steps, step];
}

function finished(state: RunState, event: FinalEvent): Partial<RunState> {
  const { usage, cached, ms } = event;
  const values = event.fields as Record<string, JsonValue>;
  return { values, fields: withUnannounced(state.fields, values), usage, cached, ms };
}

/** A program may return more than its predictors announce: shown as details, as what they are. */
function withUnannounced(fields: FieldRef[], values: Record<string, JsonValue>): FieldRef[] {
  const known = new Set(fields.map((field) => field.name));
  const more = Object.keys(values).filter((name) => !known.has(name));
  return [...fields, ...more.map((name) => unannounced(name, values[name]))];
}

function unannounced(name: string, value: JsonValue | undefined): FieldRef {
  const spaced = name.replaceAll("_", " ");
  const title = spaced.charAt(0).toUpperCase() + spaced.slice(1);
  return { name, title, kind: kindOf(value), role: "detail", predictor: "" };
}

function kindOf(value: JsonValue | undefined): FieldRef["kind"] {
  if (Array.isArray(value)) return "list";
  switch (typeof value) {
    case "string":
      return "text";
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    default:
      return "json";
  }
}

function failureOf({ code, message, retryable, ref = null }: ErrorEvent): RunFailure {
  return { code, message, retryable, ref };
}

/** A stored answer as the state that its events would have led to, as far as the message tells. */
export function stored(message: MessageOut): RunState {
  const { run } = message;
  const base = { ...EMPTY, message: message.id, parent: message.parent };
  const values = message.fields as Record<string, JsonValue>;
  if (!run) return { ...base, phase: "completed", values, fields: [answerOnly] };
  return {
    ...base,
    run: run.id,
    phase: run.status,
    conversation: run.conversation,
    program: run.program,
    model: run.model,
    fields: withUnannounced(run.fields, values),
    startedAt: run.started_at,
    values,
    usage: run.usage,
    ms: run.ms,
    failure: run.error && { ...run.error, ref: run.error.ref ?? null },
  };
}

const answerOnly: FieldRef = { name: "answer", title: "Answer", kind: "text", role: "answer", predictor: "" };

/** What a field holds now: its final value, else the text so far, else undefined. */
export function fieldValue(state: RunState, field: string): JsonValue | undefined {
  return state.values && Object.hasOwn(state.values, field) ? state.values[field] : state.texts[field];
}

/** The answer as text, to copy. */
export function answerText(state: RunState): string {
  const answer = state.fields.find((field) => field.role === "answer");
  const value = answer && fieldValue(state, answer.name);
  return typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value, null, 2);
}

/** What the program is doing now, or null: the newest step that has not closed. */
export function currentStep(state: RunState): Step | null {
  if (state.phase !== "running") return null;
  return state.steps.findLast((step) => step.state === "start" || step.state === null) ?? null;
}
