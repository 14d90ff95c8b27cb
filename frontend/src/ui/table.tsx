/** A list of like objects as a table, to be read here and copied elsewhere. */
import { useState } from "react";
import type { JsonValue } from "@/api/types";
import { isObject, own, type Schema } from "@/chat/inputs";
import { fileIn } from "@/chat/uploads";
import { t } from "@/i18n";
import { CopyButton } from "./copy-button";
import { plain } from "./plain";

/** Rows that are shown until somebody asks for all. */
const SHOWN = 100;
/** Most columns that can be read as such. */
const COLUMNS = 24;

/** Whether a list is one of objects that a table can show. */
export const isTable = (items: JsonValue[]): items is Schema[] =>
  items.every((item) => isObject(item) && !fileIn(item) && Object.keys(item).length > 0) &&
  columnsOf(items as Schema[]).length <= COLUMNS;

const columnsOf = (rows: Schema[]): string[] => [...new Set(rows.flatMap((row) => Object.keys(row)))];

export function Table({ rows, title }: { rows: Schema[]; title: string }) {
  const [all, setAll] = useState(false);
  const columns = columnsOf(rows);
  const shown = all ? rows : rows.slice(0, SHOWN);
  return (
    <figure className="md min-w-0">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="md-table" aria-label={title || t.markdown.table} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a final list does not change
              <tr key={place}>
                {columns.map((column) => (
                  <td key={column}>{plain(own(row, column))}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <figcaption className="flex flex-wrap items-center gap-1 text-xs text-muted">
        <span className="me-auto">{t.table.rows(rows.length)}</span>
        {shown.length < rows.length && (
          <button type="button" className="quiet-button h-8 text-xs" onClick={() => setAll(true)}>
            {t.table.all(rows.length)}
          </button>
        )}
        <CopyButton text={() => csv(columns, rows)} label={t.table.copyCsv} caption="CSV" />
        <CopyButton text={() => markdown(columns, rows)} label={t.table.copyMarkdown} caption="Markdown" />
      </figcaption>
    </figure>
  );
}

const cell = (row: Schema, column: string): string => {
  const value = own(row, column);
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
};

/** As RFC 4180 has it: lines end with CRLF, and what holds a comma, a quote or a line end stands in quotes. */
export function csv(columns: string[], rows: Schema[]): string {
  const quoted = (text: string) => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [columns, ...rows.map((row) => columns.map((column) => cell(row, column)))];
  return lines.map((line) => `${line.map(quoted).join(",")}\r\n`).join("");
}

/** A table of GitHub's Markdown: a cell is one line, and no text ends it. */
export function markdown(columns: string[], rows: Schema[]): string {
  const escaped = (text: string) =>
    text
      .replaceAll("\\", "\\\\")
      .replaceAll("|", "\\|")
      .replace(/\s*[\r\n]+\s*/g, " ");
  const line = (cells: string[]) => `| ${cells.map(escaped).join(" | ")} |\n`;
  const body = rows.map((row) => line(columns.map((column) => cell(row, column))));
  return [line(columns), `|${" --- |".repeat(columns.length)}\n`, ...body].join("");
}
