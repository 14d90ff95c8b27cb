/** What was typed into a form: from a field's default to what is shown, and from what is shown to the value to send. Pure. */
import type { JsonValue } from "@/api/types";
import { type InputField, isObject, type Limit, own } from "./inputs";
import { sizeOf, takes, type Upload, uploadValue } from "./uploads";

/**
 * A text; a choice by its place, a boolean as "true" or "false"; a list; a group by names; a union as `at` and `value`; an
 * upload as its parts. "" is nothing.
 */
export type Typed = string | Typed[] | { [name: string]: Typed };
export type TypedGroup = { [name: string]: Typed };

export type Problem = {
  code:
    | "missing"
    | "notNumber"
    | "notInteger"
    | "notJson"
    | "pattern"
    | "unique"
    | "type"
    | "most"
    | "all"
    | "unreadable"
    | Limit;
  limit?: number;
};

/** Values to send, what is wrong by place (a JSON pointer), and every place that the form shows. */
export type Read = { values: Record<string, JsonValue>; problems: Map<string, Problem>; places: Set<string> };

/** Base64 of one file that is remembered over a reload: browsers keep five million characters for a whole site. */
export const REMEMBERED = 100_000;

const isGroup = (typed: Typed | undefined): typed is TypedGroup => typeof typed === "object" && !Array.isArray(typed);

export const isUpload = (typed: Typed): typed is Upload => isGroup(typed) && typeof own(typed, "data") === "string";

/** A part of a group as it is shown: what was typed, else its default. */
export const typedIn = (group: TypedGroup, field: InputField): Typed =>
  own(group, field.name) ?? typedOf(field, field.initial);

export const at = (place: string, part: string | number): string =>
  `${place}/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`;

/** A value as it is typed. `undefined` is none: a field that must be there is then shown empty, any other is absent. */
export function typedOf(field: InputField, value: JsonValue | undefined): Typed {
  switch (field.kind) {
    case "choice": {
      if (isFixed(field)) return "0";
      const place = field.choices.findIndex((choice) => JSON.stringify(choice) === JSON.stringify(value));
      return place < 0 ? "" : String(place);
    }
    case "boolean":
      return String(value === true);
    case "list":
      return Array.isArray(value) ? value.map((item) => typedOf(field.item(), item)) : [];
    case "group":
      return typedGroup(field, value);
    case "union":
      return typedUnion(field, value);
    case "upload":
      return "";
    case "json":
      return value === undefined || value === null ? "" : JSON.stringify(value, null, 2);
    case "text":
    case "number":
    case "integer":
      return value === undefined || value === null ? "" : String(value);
    default:
      return field.kind satisfies never;
  }
}

function typedGroup(field: InputField, value: JsonValue | undefined): Typed {
  if (!isObject(value)) return field.required && !field.nullable ? {} : "";
  return Object.fromEntries(
    field.parts().map((part) => [part.name, typedOf(part, own(value, part.name) ?? part.initial)]),
  );
}

function typedUnion(field: InputField, value: JsonValue | undefined): Typed {
  if (value === undefined || value === null) return "";
  const options = field.options();
  const place = options.findIndex((option) => fits(option, value));
  const option = options[place];
  return option ? { at: String(place), value: typedOf(option, value) } : "";
}

/** Whether a value is of a field's kind, as far as it takes to tell the options of a union apart. */
function fits(field: InputField, value: JsonValue): boolean {
  switch (field.kind) {
    case "text":
      return typeof value === "string";
    case "number":
      return typeof value === "number";
    case "integer":
      return Number.isInteger(value);
    case "boolean":
      return typeof value === "boolean";
    case "choice":
      return field.choices.includes(value);
    case "list":
      return Array.isArray(value);
    case "group": {
      if (!isObject(value)) return false;
      const known = (part: InputField) => part.kind !== "choice" || fits(part, value[part.name] ?? null);
      return field.parts().every((part) => (Object.hasOwn(value, part.name) ? known(part) : !part.required));
    }
    default:
      return true;
  }
}

/** Whether there is nothing to choose: the name of its own that each class of a union carries. */
export const isFixed = ({ kind, choices, nullable }: InputField): boolean =>
  kind === "choice" && choices.length === 1 && !nullable;

/** A new item of a list, or what is put in place of an absent group. */
export const fresh = (field: InputField): Typed =>
  typedOf(field, field.initial ?? (field.kind === "group" ? {} : undefined));

/** All inputs at once. */
export function readInputs(fields: InputField[], typed: TypedGroup): Read {
  const read: Read = { values: {}, problems: new Map(), places: new Set() };
  const reader = new Reader(read);
  read.values = reader.group(fields, typed, "");
  return read;
}

class Reader {
  /** Bytes of all files so far. */
  private size = 0;

  constructor(private readonly read: Read) {}

  group(fields: InputField[], typed: TypedGroup, place: string): Record<string, JsonValue> {
    const values = fields.flatMap((field) => {
      const value = this.value(field, typedIn(typed, field), at(place, field.name));
      return value === undefined ? [] : [[field.name, value] as const];
    });
    return Object.fromEntries(values);
  }

  /** `undefined` for what is left out, or wrong. */
  private value(field: InputField, typed: Typed, place: string): JsonValue | undefined {
    this.read.places.add(place);
    if (typeof typed === "string" && !typed.trim() && field.kind !== "boolean") return this.nothing(field, place);
    switch (field.kind) {
      case "text":
        return this.text(field, String(typed), place);
      case "number":
      case "integer":
        return this.number(field, String(typed), place);
      case "boolean":
        return typed === "true";
      case "choice":
        return field.choices[Number(typed)];
      case "list":
        return this.list(field, Array.isArray(typed) ? typed : [], place);
      case "group":
        return this.group(field.parts(), isGroup(typed) ? typed : {}, place);
      case "union":
        return this.union(field, isGroup(typed) ? typed : {}, place);
      case "upload":
        return isUpload(typed) ? this.upload(field, typed, place) : this.nothing(field, place);
      case "json":
        return this.json(String(typed), place);
      default:
        return field.kind satisfies never;
    }
  }

  private wrong(place: string, code: Problem["code"], limit?: number): undefined {
    this.read.problems.set(place, limit === undefined ? { code } : { code, limit });
  }

  /** Nothing was typed: null where that says something, and an empty text where a default was taken away. */
  private nothing(field: InputField, place: string): JsonValue | undefined {
    const { initial, required, nullable } = field;
    if (required) return nullable ? null : this.wrong(place, "missing");
    if (initial === undefined || initial === null || field.kind === "upload") return undefined;
    if (nullable) return null;
    return field.kind === "text" ? this.text(field, "", place) : this.wrong(place, "missing");
  }

  /** The first limit that a number, or a length, does not keep to. */
  private outside(field: InputField, place: string, size: number, limits: Limit[]): boolean {
    for (const limit of limits) {
      const bound = field.limits[limit];
      if (bound !== undefined && !WITHIN[limit](size, bound)) {
        this.wrong(place, limit, bound);
        return true;
      }
    }
    return false;
  }

  private text(field: InputField, text: string, place: string): JsonValue | undefined {
    if (this.outside(field, place, [...text].length, ["minLength", "maxLength"])) return undefined;
    if (field.pattern && !matches(field.pattern, text)) return this.wrong(place, "pattern");
    return text;
  }

  private number(field: InputField, text: string, place: string): JsonValue | undefined {
    const value = Number(text);
    if (!Number.isFinite(value)) return this.wrong(place, "notNumber");
    if (field.kind === "integer" && !Number.isInteger(value)) return this.wrong(place, "notInteger");
    const limits: Limit[] = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
    return this.outside(field, place, value, limits) ? undefined : value;
  }

  private list(field: InputField, typed: Typed[], place: string): JsonValue | undefined {
    // an empty list is none where none was there before
    if (!typed.length && !field.required && (field.initial === undefined || field.initial === null)) return undefined;
    const item = field.item();
    const values = typed.map((one, place_) => this.value(item, one, at(place, place_)));
    if (this.outside(field, place, typed.length, ["minItems", "maxItems"])) return undefined;
    if (field.unique && new Set(values.map((value) => JSON.stringify(value))).size < values.length)
      return this.wrong(place, "unique");
    return values.flatMap((value) => (value === undefined ? [] : [value]));
  }

  private union(field: InputField, typed: TypedGroup, place: string): JsonValue | undefined {
    const option = field.options()[Number(own(typed, "at"))];
    return option ? this.value(option, own(typed, "value") ?? "", place) : this.nothing(field, place);
  }

  private upload(field: InputField, file: Upload, place: string): JsonValue | undefined {
    const rule = field.upload;
    if (!rule || !takes(rule, file.type)) return this.wrong(place, "type");
    const size = sizeOf(file.data);
    this.size += size;
    if (size > rule.most) return this.wrong(place, "most", rule.most);
    if (this.size > rule.all) return this.wrong(place, "all", rule.all);
    return uploadValue(rule.kind, file);
  }

  private json(text: string, place: string): JsonValue | undefined {
    try {
      return JSON.parse(text) as JsonValue;
    } catch {
      return this.wrong(place, "notJson");
    }
  }
}

const WITHIN: Record<Limit, (value: number, bound: number) => boolean> = {
  minimum: (value, bound) => value >= bound,
  maximum: (value, bound) => value <= bound,
  exclusiveMinimum: (value, bound) => value > bound,
  exclusiveMaximum: (value, bound) => value < bound,
  multipleOf: (value, bound) => Math.abs(value / bound - Math.round(value / bound)) < 1e-9,
  minLength: (value, bound) => value >= bound,
  maxLength: (value, bound) => value <= bound,
  minItems: (value, bound) => value >= bound,
  maxItems: (value, bound) => value <= bound,
};

/** A pattern that this browser does not know is the server's to judge. */
function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    return true;
  }
}

/** The place of the form that shows best where something is: itself, or what it is a part of. */
export function nearest(places: ReadonlySet<string>, place: string): string {
  let known = place;
  while (known && !places.has(known)) known = known.slice(0, known.lastIndexOf("/"));
  return known;
}

/** What of it is remembered over a reload: all but large files. */
export function remembered(typed: Typed): Typed {
  if (typeof typed === "string") return typed;
  if (Array.isArray(typed))
    return typed.filter((item) => !isUpload(item) || item.data.length <= REMEMBERED).map(remembered);
  if (isUpload(typed)) return typed.data.length <= REMEMBERED ? typed : "";
  return Object.fromEntries(Object.entries(typed).map(([name, part]) => [name, remembered(part)]));
}
