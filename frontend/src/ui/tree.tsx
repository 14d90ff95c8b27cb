/** A JSON value of any depth: each part folds, and what is folded is not rendered. */
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import type { JsonValue } from "@/api/types";
import { isObject } from "@/chat/inputs";
import { fileIn } from "@/chat/uploads";
import { t } from "@/i18n";
import { CopyButton } from "./copy-button";
import { FileValue } from "./file-value";
import { isPlain } from "./plain";

/** Levels that are open at first. */
const OPEN = 2;
/** Characters of a text that are shown; all are copied. */
const LONGEST = 5000;
/** Parts of one value that are shown until somebody asks for more. */
const PAGE = 100;

export function Tree({ value }: { value: JsonValue }) {
  return (
    <div className="tree">
      <Branch name={null} value={value} depth={0} />
      <div className="mt-1 flex text-muted">
        <CopyButton text={() => JSON.stringify(value, null, 2)} label={t.tree.copy} caption="JSON" />
      </div>
    </div>
  );
}

type BranchProps = { name: string | null; value: JsonValue; depth: number };

function Branch({ name, value, depth }: BranchProps) {
  const file = fileIn(value);
  if (file) return <FileValue file={file} title={name ?? ""} small />;
  return <Folding name={name} value={value} depth={depth} />;
}

function Folding({ name, value, depth }: BranchProps) {
  const parts = Array.isArray(value) ? value.map((item, place) => [String(place), item] as const) : entries(value);
  const [open, setOpen] = useState(depth < OPEN && parts.length <= PAGE);
  const [pages, setPages] = useState(1);
  const shown = parts.slice(0, pages * PAGE);
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <ChevronRight aria-hidden size={14} className="call-mark" />
        {name !== null && <span>{name}</span>}
        <span className="text-muted">
          {Array.isArray(value) ? t.tree.items(parts.length) : t.tree.parts(parts.length)}
        </span>
      </summary>
      {open && (
        <ul>
          {shown.map(([part, item]) => (
            <li key={part}>
              {holds(item) ? <Branch name={part} value={item} depth={depth + 1} /> : <Leaf name={part} value={item} />}
            </li>
          ))}
          {shown.length < parts.length && (
            <li>
              <button type="button" className="quiet-button h-8 text-xs" onClick={() => setPages((now) => now + 1)}>
                {t.tree.more(parts.length - shown.length)}
              </button>
            </li>
          )}
        </ul>
      )}
    </details>
  );
}

/** Whether there is anything to unfold. */
const holds = (value: JsonValue) => !isPlain(value) && Object.keys(value as object).length > 0;

const entries = (value: JsonValue) => (isObject(value) ? Object.entries(value) : []);

function Leaf({ name, value }: { name: string; value: JsonValue }) {
  return (
    <p className="ps-5">
      <span className="text-muted">{name}: </span>
      <span className={typeof value === "string" ? "whitespace-pre-wrap" : "text-accent"}>{leafText(value)}</span>
    </p>
  );
}

function leafText(value: JsonValue): string {
  if (typeof value !== "string") return JSON.stringify(value);
  return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
}
