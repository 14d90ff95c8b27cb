/** What a person asked. */
import clsx from "clsx";
import { type ReactNode, useMemo } from "react";
import type { JsonValue } from "@/api/types";
import { filesIn, withoutFiles } from "@/chat/uploads";
import { t } from "@/i18n";
import { FileValue } from "./file-value";

/** Up to here a question is set large, like a heading; a pasted document is not. */
const SHORT = 240;

/** Most characters of a value that stand beside its name. */
const LONGEST = 200;

type Props = { text: string; inputs: Record<string, JsonValue>; sought?: boolean; children?: ReactNode };

/** `sought`: a search has led here. */
export function Question({ text, inputs, sought = false, children }: Props) {
  const short = text.length <= SHORT && !text.includes("\n");
  const given = Object.entries(inputs).filter(([, value]) => value !== text);
  return (
    <article
      aria-label={t.conversation.you}
      className="question"
      data-sought={sought || undefined}
      tabIndex={sought ? -1 : undefined}
    >
      <p
        dir="auto"
        tabIndex={short ? undefined : 0}
        className={clsx("whitespace-pre-wrap break-words", short ? "question-short" : "question-long")}
      >
        {text}
      </p>
      {given.length > 0 && (
        <ul className="mt-3 flex flex-wrap gap-1.5">
          {given.map(([name, value]) => (
            <Given key={name} name={name} value={value} />
          ))}
        </ul>
      )}
      {children}
    </article>
  );
}

/** An input that came with the message: its files as what they are, all else in a line. */
function Given({ name, value }: { name: string; value: JsonValue }) {
  const { files, text } = useMemo(() => told(value), [value]);
  return (
    <>
      {text && (
        <li className="chip max-w-full">
          <span className="font-mono text-xs text-muted">{name}</span>
          <span className="truncate">{text}</span>
        </li>
      )}
      {files.map((file, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what was sent does not change
        <li key={place} className="max-w-full">
          <FileValue file={file} title={name} small />
        </li>
      ))}
    </>
  );
}

function told(value: JsonValue) {
  const files = filesIn(value);
  const rest = withoutFiles(value);
  const text = typeof rest === "string" ? rest : rest === undefined ? "" : JSON.stringify(rest);
  return { files, text: text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text };
}
