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
  RunErrorOut,
  RunEvent,
  RunOut,
  StartEvent,
  StatusEvent,
  TokenEvent,
  Usage,
} from "@/api/types";
import { answered, noted, type Step, told, withdrawn } from "./steps";

export type Phase = RunOut["status"];

/** `retryAt`: from when on another try is worth it, UTC in ms; null when nobody said. */
export type RunFailure = {
  code: string;
  message: string;
  retryable: boolean;
  ref: string | null;
  retryAt: number | null;
};

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
  steps: Step[];
  /** There are steps, and only the stored events know them: the state was made of a stored answer. */
  untold: boolean;
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
  steps: [],
  untold: false,
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
        ? { ...next, ...takenBack(state, event) }
        : { ...next, steps: told(state.steps, event) };
    case "final":
      return { ...next, ...finished(state, event) };
    case "error":
      return { ...next, failure: failureOf(event, state.startedAt) };
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
  if (predictor) return { steps: noted(state.steps, event, predictor) };
  return { texts: { ...state.texts, [field]: (state.texts[field] ?? "") + text }, steps: answered(state.steps) };
}

/** An attempt was thrown away: what its predictor wrote is taken back, or what one call of it did. */
function takenBack(state: RunState, { name, id = null }: StatusEvent): Partial<RunState> {
  const steps = withdrawn(state.steps, name, id);
  // the program's own fields are written outside of any numbered call
  if (id !== null) return { steps };
  const own = new Set(state.fields.filter((field) => field.predictor === name).map((field) => field.name));
  return { steps, texts: Object.fromEntries(Object.entries(state.texts).filter(([field]) => !own.has(field))) };
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

function failureOf(event: ErrorEvent, startedAt: number | null): RunFailure {
  const { code, message, retryable, ref = null, retry_after: after = null } = event;
  const retryAt = after === null || startedAt === null ? null : startedAt + event.t + Math.round(after * 1000);
  return { code, message, retryable, ref, retryAt };
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
    failure: run.error && storedFailure(run.error, run.ended_at),
    untold: run.steps === true,
  };
}

function storedFailure({ retry_after: after = null, ...said }: RunErrorOut, endedAt: number | null): RunFailure {
  const retryAt = after === null || endedAt === null ? null : endedAt + Math.round(after * 1000);
  return { ...said, ref: said.ref ?? null, retryAt };
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
