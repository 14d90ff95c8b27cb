/** A JSON value of any depth: each part folds, and what is folded is not rendered. */
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import type { JsonValue } from "@/api/types";
import { isObject } from "@/chat/inputs";
import { t } from "@/i18n";
import { CopyButton } from "./copy-button";
import { isPlain } from "./plain";

/** Levels that are open at first. */
const OPEN = 2;
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
              {isPlain(item) ? (
                <Leaf name={part} value={item} />
              ) : (
                <Branch name={part} value={item} depth={depth + 1} />
              )}
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

const entries = (value: JsonValue) => (isObject(value) ? Object.entries(value) : []);

function Leaf({ name, value }: { name: string; value: JsonValue }) {
  return (
    <p className="pl-5">
      <span className="text-muted">{name}: </span>
      <span className={typeof value === "string" ? "whitespace-pre-wrap" : "text-accent"}>
        {typeof value === "string" ? value : String(value)}
      </span>
    </p>
  );
}
