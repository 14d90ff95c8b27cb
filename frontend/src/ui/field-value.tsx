/** A field's value as what it is: text, number, choice, list, table, JSON. */
import { Check, X } from "lucide-react";
import type { FieldRef, JsonValue } from "@/api/types";
import { t } from "@/i18n";
import { CodeBlock } from "@/md/code-block";
import { Markdown } from "@/md/markdown";

type Row = { [key: string]: JsonValue };
const isRow = (value: JsonValue): value is Row => typeof value === "object" && value !== null && !Array.isArray(value);
/** A plain value in a cell. */
const plain = (value: JsonValue | undefined) => (value === undefined || value === null ? "–" : String(value));
const isPlain = (value: JsonValue) => typeof value !== "object" || value === null;

export function FieldValue({ field, value, settled }: { field: FieldRef; value: JsonValue; settled: boolean }) {
  if (field.kind === "text" && typeof value === "string") return <Markdown text={value} />;
  if (field.kind === "code" && typeof value === "string") return <CodeBlock code={value} />;
  // a typed value streams as its source text; it is what it is only when it is final
  if (!settled && typeof value === "string")
    return <p className="whitespace-pre-wrap break-words font-mono text-sm text-muted">{value}</p>;
  if (field.kind === "image" && typeof value === "string" && value.startsWith("data:image/")) {
    // biome-ignore lint/performance/noImgElement: a data URL has nothing to optimise
    return <img src={value} alt={field.title || t.answer.image} className="max-h-96 rounded-lg border border-line" />;
  }
  if (field.kind === "choice" && typeof value === "string") return <span className="chip">{value}</span>;
  return <Value value={value} />;
}

function Value({ value }: { value: JsonValue }) {
  if (value === null) return <span className="text-muted">{t.answer.none}</span>;
  if (typeof value === "boolean") return <Truth value={value} />;
  if (typeof value === "number")
    return <span className="font-mono text-lg tabular-nums">{t.answer.number(value)}</span>;
  if (typeof value === "string") return <Markdown text={value} />;
  if (Array.isArray(value)) return <List items={value} />;
  return <Pairs value={value} />;
}

function Truth({ value }: { value: boolean }) {
  const Icon = value ? Check : X;
  return (
    <span className="chip">
      <Icon aria-hidden size={14} className={value ? "text-accent" : "text-danger"} />
      {value ? t.answer.yes : t.answer.no}
    </span>
  );
}

function List({ items }: { items: JsonValue[] }) {
  if (!items.length) return <span className="text-muted">{t.answer.none}</span>;
  if (items.every(isRow) && items.every((row) => Object.values(row).every(isPlain))) return <Table rows={items} />;
  if (items.every((item) => isPlain(item) && String(item).length <= 40)) {
    return (
      <ul className="flex flex-wrap gap-1.5">
        {items.map((item, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a final list does not change
          <li key={place} className="chip">
            {String(item)}
          </li>
        ))}
      </ul>
    );
  }
  return (
    <ul className="grid list-disc gap-1.5 pl-5 marker:text-muted">
      {items.map((item, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a final list does not change
        <li key={place}>
          <Value value={item} />
        </li>
      ))}
    </ul>
  );
}

function Table({ rows }: { rows: Row[] }) {
  const columns = [...new Set(rows.flatMap(Object.keys))];
  return (
    <div className="md">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="md-table" aria-label={t.markdown.table} tabIndex={0}>
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
            {rows.map((row, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a final list does not change
              <tr key={place}>
                {columns.map((column) => (
                  <td key={column}>{plain(row[column])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

function Pairs({ value }: { value: Row }) {
  const entries = Object.entries(value);
  if (!entries.every(([, part]) => isPlain(part)))
    return <CodeBlock code={JSON.stringify(value, null, 2)} language="json" />;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
      {entries.map(([name, part]) => (
        <div key={name} className="contents">
          <dt className="font-mono text-sm text-muted">{name}</dt>
          <dd className="min-w-0 break-words">{plain(part)}</dd>
        </div>
      ))}
    </dl>
  );
}
