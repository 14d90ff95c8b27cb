/** What a person asked. */
import clsx from "clsx";
import type { ReactNode } from "react";
import type { JsonValue } from "@/api/types";
import { t } from "@/i18n";

/** Up to here a question is set large, like a heading; a pasted document is not. */
const SHORT = 240;

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
        tabIndex={short ? undefined : 0}
        className={clsx("whitespace-pre-wrap break-words", short ? "question-short" : "question-long")}
      >
        {text}
      </p>
      {given.length > 0 && (
        <ul className="mt-3 flex flex-wrap gap-1.5">
          {given.map(([name, value]) => (
            <li key={name} className="chip max-w-full">
              <span className="font-mono text-xs text-muted">{name}</span>
              <span className="truncate">{typeof value === "string" ? value : JSON.stringify(value)}</span>
            </li>
          ))}
        </ul>
      )}
      {children}
    </article>
  );
}
