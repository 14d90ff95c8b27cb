/** A program's extra inputs: from JSON Schema to the fields of a form. Pure. */
import type { JsonValue, ProgramOut } from "@/api/types";

export type Schema = { [key: string]: JsonValue };

/** What may be chosen for a file: `types` is empty where anything may; `most` and `all` are bytes of one and of all. */
export type UploadRule = { kind: "image" | "audio" | "file"; types: string[]; most: number; all: number };

/** What JSON Schema says of a value's size, under its own names. */
const LIMITS = [
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
] as const;
export type Limit = (typeof LIMITS)[number];

export type InputField = {
  name: string;
  title: string;
  description: string;
  required: boolean;
  nullable: boolean;
  /** `group` has `parts`, `list` has `item`, `union` has `options`; what no form can draw is written as `json`. */
  kind: "text" | "number" | "integer" | "boolean" | "choice" | "list" | "group" | "union" | "upload" | "json";
  choices: JsonValue[];
  limits: Partial<Record<Limit, number>>;
  unique: boolean;
  pattern: string | null;
  format: string | null;
  upload: UploadRule | null;
  initial: JsonValue | undefined;
  /** Made when they are asked for, as a model may hold itself. */
  parts: () => InputField[];
  item: () => InputField;
  options: () => InputField[];
};

/** Levels of groups and lists that are drawn; what lies deeper is written as JSON. */
const DEEPEST = 5;
/** References on the way to one schema. */
const HOPS = 32;
const DESCRIPTION = 240;

export const isObject = (value: JsonValue | undefined): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A property that is the object's own: a program may call an input `constructor`. */
export const own = <Value>(record: { [name: string]: Value }, name: string): Value | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

export function inputFields(program: Pick<ProgramOut, "inputs"> | null): InputField[] {
  const root = (program?.inputs ?? {}) as Schema;
  return partsOf(root, root, 0);
}

function partsOf(schema: Schema, root: Schema, depth: number): InputField[] {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  return Object.entries(properties).flatMap(([name, part]) =>
    isObject(part) ? [fieldOf(name, part, root, required.has(name), depth)] : [],
  );
}

type Resolved = { schema: Schema; options: Schema[]; nullable: boolean };

/** Follows `$ref`, and looks through "this or null"; `options` are of a value that is one of several. */
function resolved(given: Schema, root: Schema, hops = 0): Resolved {
  const { $ref, anyOf, oneOf, allOf, ...rest } = given;
  if (hops > HOPS) return { schema: {}, options: [], nullable: true };
  const definitions = isObject(root.$defs) ? root.$defs : {};
  const target = typeof $ref === "string" ? own(definitions, unescaped($ref.replace("#/$defs/", ""))) : undefined;
  if (isObject(target)) {
    // the title is the class's; the field has a name of its own
    const { schema, ...more } = resolved(target, root, hops + 1);
    const { title, ...told } = schema;
    return { ...more, schema: { ...told, ...rest } };
  }
  const all = [anyOf, oneOf, allOf].find(Array.isArray)?.filter(isObject);
  if (!all) return { schema: rest, options: [], nullable: rest.type === "null" };
  const some = all.filter((option) => option.type !== "null");
  const nullable = some.length < all.length;
  const [only] = some;
  if (some.length !== 1 || !only) return { schema: rest, options: some, nullable };
  const found = resolved(only, root, hops + 1);
  return { ...found, schema: { ...found.schema, ...rest }, nullable: nullable || found.nullable };
}

const unescaped = (pointer: string) => pointer.replaceAll("~1", "/").replaceAll("~0", "~");

function fieldOf(name: string, given: Schema, root: Schema, required: boolean, depth: number): InputField {
  const { schema, options, nullable } = resolved(given, root);
  const kind = kindOf(schema, options, nullable, depth);
  const items = isObject(schema.items) ? schema.items : {};
  return {
    name,
    title: typeof schema.title === "string" && schema.title ? schema.title : titled(name),
    description: typeof schema.description === "string" ? briefly(schema.description) : "",
    required: required && schema.default === undefined,
    nullable,
    kind,
    choices: kind === "choice" ? choicesOf(schema) : [],
    limits: Object.fromEntries(LIMITS.flatMap((limit) => limited(schema, limit))),
    unique: schema.uniqueItems === true,
    pattern: typeof schema.pattern === "string" ? schema.pattern : null,
    format: typeof schema.format === "string" ? schema.format : null,
    upload: kind === "upload" ? (schema["x-upload"] as UploadRule) : null,
    initial: schema.default,
    parts: () => (kind === "group" ? partsOf(schema, root, depth + 1) : []),
    item: () => fieldOf("", items, root, true, depth + 1),
    options: () => options.map((option) => optionOf(option, root, depth)),
  };
}

/** One of a union: called what its class or type is called, as the field's own name says nothing here. */
function optionOf(option: Schema, root: Schema, depth: number): InputField {
  const reference = typeof option.$ref === "string" ? unescaped(option.$ref.replace("#/$defs/", "")) : "";
  const made = fieldOf(reference, option, root, true, depth + 1);
  return { ...made, title: reference ? titled(reference) : typeof option.title === "string" ? option.title : "" };
}

function limited(schema: Schema, limit: Limit): [Limit, number][] {
  const value = schema[limit];
  return typeof value === "number" ? [[limit, value]] : [];
}

function choicesOf(schema: Schema): JsonValue[] {
  if (Array.isArray(schema.enum)) return schema.enum;
  return schema.const !== undefined ? [schema.const] : [true, false];
}

function kindOf(schema: Schema, options: Schema[], nullable: boolean, depth: number): InputField["kind"] {
  if (isObject(schema["x-upload"])) return "upload";
  if (Array.isArray(schema.enum) || schema.const !== undefined) return "choice";
  if (options.length) return depth < DEEPEST ? "union" : "json";
  switch (schema.type) {
    case "string":
      return "text";
    case "number":
    case "integer":
      return schema.type;
    case "boolean":
      return nullable ? "choice" : "boolean";
    case "array":
      return depth < DEEPEST && isObject(schema.items) && !schema.prefixItems ? "list" : "json";
    case "object":
      return depth < DEEPEST && isObject(schema.properties) ? "group" : "json";
    default:
      return "json";
  }
}

/** A name as a title, as the server makes them. */
function titled(name: string): string {
  const words = name.replaceAll("_", " ").trim();
  return words ? words[0]?.toUpperCase() + words.slice(1) : name;
}

/** The first paragraph: a class is described at length for those who write programs. */
function briefly(text: string): string {
  const [first = ""] = text.trim().split(/\n\s*\n/);
  const line = first.replace(/\s+/g, " ");
  return line.length > DESCRIPTION ? `${line.slice(0, DESCRIPTION)}…` : line;
}
