/** Values that are one word or number: how they are written within others. */
import type { JsonValue } from "@/api/types";
import { t } from "@/i18n";

export const isPlain = (value: JsonValue | undefined): boolean => typeof value !== "object" || value === null;

/** A value in a line or a cell. What holds others is written as JSON. */
export function plain(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return "–";
  if (typeof value === "boolean") return value ? t.answer.yes : t.answer.no;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
