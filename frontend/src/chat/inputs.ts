/** A program's extra inputs: from JSON Schema to form fields, and from what was typed to JSON values. Pure. */
import type { JsonValue, ProgramOut } from "@/api/types";

type Schema = { [key: string]: JsonValue };

export type InputField = {
  name: string;
  title: string;
  description: string;
  required: boolean;
  kind: "text" | "number" | "integer" | "boolean" | "choice" | "json";
  choices: JsonValue[];
  minimum: number | undefined;
  maximum: number | undefined;
  initial: string;
};

export type InputProblem = "missing" | "notNumber" | "notJson";

/** What was typed, by field name. A choice holds its place among the choices, a boolean "true" or "false". */
export type Typed = Record<string, string>;

const isSchema = (value: JsonValue | undefined): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function inputFields(program: Pick<ProgramOut, "inputs"> | null): InputField[] {
  const root = (program?.inputs ?? {}) as Schema;
  const properties = isSchema(root.properties) ? root.properties : {};
  const required = new Set(Array.isArray(root.required) ? root.required : []);
  return Object.entries(properties).flatMap(([name, schema]) =>
    isSchema(schema) ? [inputField(name, resolved(schema, root), required.has(name))] : [],
  );
}

/** Follows `$ref`, and looks through "this or null". */
function resolved(schema: Schema, root: Schema): Schema {
  const { $ref, anyOf, allOf, ...own } = schema;
  const definitions = isSchema(root.$defs) ? root.$defs : {};
  const target = typeof $ref === "string" ? definitions[$ref.replace("#/$defs/", "")] : undefined;
  if (isSchema(target)) return { ...resolved(target, root), ...own };
  const options = [anyOf, allOf]
    .find(Array.isArray)
    ?.filter(isSchema)
    .filter((option) => option.type !== "null");
  const only = options?.length === 1 ? options[0] : undefined;
  return only ? { ...resolved(only, root), ...own } : schema;
}

function inputField(name: string, schema: Schema, required: boolean): InputField {
  const choices = Array.isArray(schema.enum) ? schema.enum : schema.const !== undefined ? [schema.const] : [];
  const kind = choices.length ? "choice" : kindOf(schema);
  return {
    name,
    title: typeof schema.title === "string" ? schema.title : name,
    description: typeof schema.description === "string" ? schema.description : "",
    required: required && schema.default === undefined,
    kind,
    choices,
    minimum: typeof schema.minimum === "number" ? schema.minimum : undefined,
    maximum: typeof schema.maximum === "number" ? schema.maximum : undefined,
    initial: initialText(kind, choices, schema.default),
  };
}

function kindOf(schema: Schema): InputField["kind"] {
  switch (schema.type) {
    case "string":
      return "text";
    case "number":
    case "integer":
    case "boolean":
      return schema.type;
    default:
      return "json";
  }
}

function initialText(kind: InputField["kind"], choices: JsonValue[], value: JsonValue | undefined): string {
  if (kind === "choice") return String(choices.indexOf(value ?? null)).replace("-1", "");
  if (value === undefined || value === null) return "";
  if (kind === "json") return JSON.stringify(value, null, 2);
  return String(value);
}

/** The value to send, `undefined` for one that is left out, or what is wrong with it. */
export function readInput(
  field: InputField,
  text: string,
): { value: JsonValue | undefined } | { problem: InputProblem } {
  if (!text.trim()) return field.required ? { problem: "missing" } : { value: undefined };
  switch (field.kind) {
    case "text":
      return { value: text };
    case "boolean":
      return { value: text === "true" };
    case "choice":
      return { value: field.choices[Number(text)] };
    case "integer":
    case "number": {
      const value = Number(text);
      const good = Number.isFinite(value) && (field.kind === "number" || Number.isInteger(value));
      return good ? { value } : { problem: "notNumber" };
    }
    case "json":
      try {
        return { value: JSON.parse(text) as JsonValue };
      } catch {
        return { problem: "notJson" };
      }
    default:
      field.kind satisfies never;
      return { value: undefined };
  }
}

/** All inputs at once: the values, and the problems by field name. */
export function readInputs(fields: InputField[], typed: Typed) {
  const values: Record<string, JsonValue> = {};
  const problems: Record<string, InputProblem> = {};
  for (const field of fields) {
    const read = readInput(field, typed[field.name] ?? field.initial);
    if ("problem" in read) problems[field.name] = read.problem;
    else if (read.value !== undefined) values[field.name] = read.value;
  }
  return { values, problems };
}
