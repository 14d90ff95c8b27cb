/** What an answer leans on: the words that are cited, and where they stand. */
import type { JsonValue } from "@/api/types";
import { isObject } from "@/chat/inputs";
import { t } from "@/i18n";

type Citation = { cited: string; source: string; supported: string | null };

/** The citations that a value holds, as DSPy has them; null when it is something else. */
export function citationsIn(value: JsonValue): Citation[] | null {
  const list = isObject(value) ? value.citations : value;
  if (!Array.isArray(list)) return null;
  const found = list.map(citationIn);
  return found.every((citation) => citation !== null) ? found : null;
}

function citationIn(value: JsonValue): Citation | null {
  if (!isObject(value) || typeof value.cited_text !== "string") return null;
  const { document_title: title, document_index: index, supported_text: supported } = value;
  const source =
    typeof title === "string" && title ? title : t.answer.source(typeof index === "number" ? index + 1 : 1);
  return { cited: value.cited_text, source, supported: typeof supported === "string" ? supported : null };
}

export function Citations({ citations }: { citations: Citation[] }) {
  if (!citations.length) return <span className="text-muted">{t.answer.none}</span>;
  return (
    <ol className="grid gap-3">
      {citations.map(({ cited, source, supported }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a final list does not change
        <li key={place} className="citation">
          <blockquote className="whitespace-pre-wrap break-words">{cited}</blockquote>
          <p className="text-sm text-muted">
            <cite>{source}</cite>
            {supported && ` · ${t.answer.supports(supported)}`}
          </p>
        </li>
      ))}
    </ol>
  );
}
