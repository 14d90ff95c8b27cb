/** The right value of a field as a person writes it: from the value to text to be edited, and back. Pure. */
import type { FieldRef, JsonValue } from "@/api/types";
import { fieldValue, type RunState } from "./reducer";

export type CorrectionProblem = "missing" | "notNumber" | "notJson" | "notList";
export type Editor = "text" | "number" | "boolean" | "json";

/** The fields that a person may correct: all that have come, but what is no text. */
export function correctable(state: RunState): FieldRef[] {
  return state.fields.filter((field) => field.kind !== "image" && fieldValue(state, field.name) !== undefined);
}

/** Which editor a field gets. A stopped run holds what had streamed, which is text whatever it should become. */
export function editorOf({ kind }: FieldRef): Editor {
  switch (kind) {
    case "text":
    case "code":
    case "choice":
    case "image":
      return "text";
    case "number":
    case "boolean":
      return kind;
    case "list":
    case "json":
    case "citations":
      return "json";
    default:
      kind satisfies never;
      return "json";
  }
}

/** The text that an editor begins with. */
export function textOf(field: FieldRef, value: JsonValue | undefined): string {
  if (value === undefined || value === null) return "";
  return editorOf(field) === "json" ? JSON.stringify(value, null, 2) : String(value);
}

/** The value that was meant, or what is wrong with it. */
export function readCorrection(field: FieldRef, text: string): { value: JsonValue } | { problem: CorrectionProblem } {
  if (!text.trim()) return { problem: "missing" };
  switch (editorOf(field)) {
    case "text":
      return { value: text };
    case "boolean":
      return { value: text === "true" };
    case "number":
      return Number.isFinite(Number(text)) ? { value: Number(text) } : { problem: "notNumber" };
    default:
      return readJson(field, text);
  }
}

function readJson({ kind }: FieldRef, text: string): { value: JsonValue } | { problem: CorrectionProblem } {
  try {
    const value = JSON.parse(text) as JsonValue;
    return kind === "list" && !Array.isArray(value) ? { problem: "notList" } : { value };
  } catch {
    return { problem: "notJson" };
  }
}
