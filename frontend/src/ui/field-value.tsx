/** A field's value as what it is: text, number, choice, list, table, tree, image, citations. */
import { Check, X } from "lucide-react";
import type { FieldRef, JsonValue } from "@/api/types";
import { isObject } from "@/chat/inputs";
import { fileIn } from "@/chat/uploads";
import { t } from "@/i18n";
import { CodeBlock } from "@/md/code-block";
import { Markdown } from "@/md/markdown";
import { Citations, citationsIn } from "./citations";
import { FileValue } from "./file-value";
import { isPlain, plain } from "./plain";
import { isTable, Table } from "./table";
import { Tree } from "./tree";

/** Longest text of a list that is shown as a line of small things. */
const SHORT = 40;
/** Most of those. */
const FEW = 100;

export function FieldValue({ field, value, settled }: { field: FieldRef; value: JsonValue; settled: boolean }) {
  if (field.kind === "text" && typeof value === "string") return <Markdown text={value} />;
  if (field.kind === "code" && typeof value === "string") return <CodeBlock code={value} />;
  // a typed value streams as its source text; it is what it is only when it is final
  if (!settled && typeof value === "string")
    return <p className="whitespace-pre-wrap break-words font-mono text-sm text-muted">{value}</p>;
  if (field.kind === "image") return <ImageValue value={value} title={field.title} />;
  if (field.kind === "choice" && isPlain(value)) return <Choice value={plain(value)} among={field.choices ?? []} />;
  const citations = field.kind === "citations" ? citationsIn(value) : null;
  if (citations) return <Citations citations={citations} />;
  return <Value value={value} title={field.title} />;
}

function Value({ value, title }: { value: JsonValue; title: string }) {
  if (value === null) return <Nothing />;
  if (typeof value === "boolean") return <Truth value={value} />;
  if (typeof value === "number")
    return <span className="font-mono text-lg tabular-nums">{t.answer.number(value)}</span>;
  if (typeof value === "string") return <Markdown text={value} />;
  const file = fileIn(value);
  if (file) return <FileValue file={file} title={title} />;
  if (Array.isArray(value)) return <List items={value} title={title} />;
  return Object.values(value).every(isPlain) ? <Pairs value={value} /> : <Tree value={value} />;
}

const Nothing = () => <span className="text-muted">{t.answer.none}</span>;

/** An image of the answer itself; one that lies elsewhere is loaded by nobody who did not ask for it. */
function ImageValue({ value, title }: { value: JsonValue; title: string }) {
  const url = typeof value === "string" ? value : isObject(value) ? value.url : undefined;
  const file = typeof url === "string" ? fileIn({ url }) : null;
  if (file) return <FileValue file={file} title={title || t.answer.image} />;
  if (typeof url !== "string" || !/^https?:\/\//i.test(url)) return <Value value={value} title={title} />;
  return (
    <a className="text-accent underline underline-offset-3" href={url} target="_blank" rel="noopener noreferrer">
      {t.answer.imageAt(URL.canParse(url) ? new URL(url).host : url)}
    </a>
  );
}

function Choice({ value, among }: { value: string; among: readonly string[] }) {
  const others = among.filter((other) => other !== value);
  return (
    <p className="flex flex-wrap items-center gap-1.5">
      <span className="chip">
        {others.length > 0 && <Check aria-hidden size={14} className="text-accent" />}
        {value}
      </span>
      {others.length > 0 && <span className="text-sm text-muted">{t.answer.among(others)}</span>}
    </p>
  );
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

function List({ items, title }: { items: JsonValue[]; title: string }) {
  if (!items.length) return <Nothing />;
  if (isTable(items)) return <Table rows={items} title={title} />;
  if (items.length > FEW) return <Tree value={items} />;
  if (items.every((item) => isPlain(item) && String(item).length <= SHORT)) {
    return (
      <ul className="flex flex-wrap gap-1.5">
        {items.map((item, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a final list does not change
          <li key={place} className="chip">
            {plain(item)}
          </li>
        ))}
      </ul>
    );
  }
  if (!items.every((item) => isPlain(item) || fileIn(item))) return <Tree value={items} />;
  return (
    <ul className="grid list-disc gap-1.5 ps-5 marker:text-muted">
      {items.map((item, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a final list does not change
        <li key={place}>
          <Value value={item} title={title} />
        </li>
      ))}
    </ul>
  );
}

function Pairs({ value }: { value: { [name: string]: JsonValue } }) {
  const entries = Object.entries(value);
  if (!entries.length) return <Nothing />;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
      {entries.map(([name, part]) => (
        <div key={name} className="contents">
          <dt className="break-words font-mono text-sm text-muted">{name}</dt>
          <dd className="min-w-0 break-words">{plain(part)}</dd>
        </div>
      ))}
    </dl>
  );
}
