/** The search field over the conversations, and in their place what it finds. By keyboard: arrows, Enter, Esc. */
import clsx from "clsx";
import { Search as Lens, X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import type { FoundOut } from "@/api/types";
import { type Search as Result, useSearch } from "@/hooks/use-search";
import { t } from "@/i18n";
import { IconButton } from "./icon-button";

type Props = {
  onChoose: (found: FoundOut) => void;
  /** Shown while nothing is looked for. */
  children: ReactNode;
};

export function Search({ onChoose, children }: Props) {
  const id = useId();
  const box = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const result = useSearch(query);
  const { found } = result;
  const listed = result.state !== "idle" && found.length > 0;
  const at = Math.min(active, found.length - 1);

  useEffect(() => {
    if (listed) document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [listed, at, id]);

  function type(text: string) {
    setQuery(text);
    setActive(0);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const chosen = found[at];
    if (event.key === "ArrowDown") setActive(Math.min(found.length - 1, at + 1));
    else if (event.key === "ArrowUp") setActive(Math.max(0, at - 1));
    else if (event.key === "Enter" && chosen && result.state === "there") onChoose(chosen);
    else if (event.key === "Escape" && query) type("");
    else return;
    event.preventDefault();
  }

  return (
    <>
      <div className="relative block px-3 pb-3">
        <Lens aria-hidden size={16} className="pointer-events-none absolute start-5.5 top-2.5 text-muted" />
        <input
          ref={box}
          id="search"
          type="text"
          role="combobox"
          aria-label={t.search.label}
          aria-expanded={listed}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={listed ? `${id}-${at}` : undefined}
          placeholder={t.search.label}
          autoComplete="off"
          dir="auto"
          maxLength={1000}
          className="input h-9 px-9 text-sm"
          value={query}
          onChange={(event) => type(event.target.value)}
          onKeyDown={onKeyDown}
        />
        {query && (
          <IconButton
            small
            icon={X}
            label={t.search.clear}
            className="absolute end-3.5 top-0.5"
            onClick={() => {
              type("");
              box.current?.focus();
            }}
          />
        )}
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-3 pb-4">
        <p role="status" className={clsx(result.state === "idle" ? "sr-only" : "px-2 pb-2 text-xs text-muted")}>
          {told(result)}
        </p>
        {listed && (
          <div id={`${id}-list`} role="listbox" aria-label={t.search.results} className="grid grid-cols-1 gap-px">
            {found.map((one, place) => (
              <Found
                key={one.message}
                id={`${id}-${place}`}
                found={one}
                active={place === at}
                onPoint={() => setActive(place)}
                onChoose={() => onChoose(one)}
              />
            ))}
          </div>
        )}
        {result.more && (
          <button type="button" className="button mt-3 w-full justify-center" onClick={result.more}>
            {t.search.more}
          </button>
        )}
        {result.state === "idle" && children}
      </div>
    </>
  );
}

/** In words, how it stands. */
function told({ state, words, found, more }: Result): string {
  if (state === "failed") return t.search.failed;
  if (state !== "there") return state === "waiting" && !found.length ? t.search.waiting : "";
  if (!words.length) return t.search.noWord;
  return found.length ? t.search.found(found.length, more !== null) : t.search.nothing;
}

type FoundProps = { id: string; found: FoundOut; active: boolean; onPoint: () => void; onChoose: () => void };

function Found({ id, found, active, onPoint, onChoose }: FoundProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field holds the focus and hears the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the active option is told by aria-activedescendant
    <div
      id={id}
      role="option"
      aria-selected={active}
      onClick={onChoose}
      onPointerMove={onPoint}
      className={clsx("option min-w-0 flex-col gap-0.5", active && "option-active")}
    >
      <span className="flex items-baseline gap-2">
        <span dir="auto" className="min-w-0 flex-1 truncate text-sm font-medium">
          {found.title || t.sidebar.untitled}
        </span>
        <time dateTime={new Date(found.created_at).toISOString()} className="shrink-0 text-xs text-muted">
          {t.search.when(found.created_at)}
        </time>
      </span>
      <span dir="auto" className="line-clamp-3 break-words text-sm text-muted">
        <span className="sr-only">{found.role === "user" ? t.search.asked : t.search.answered} </span>
        {found.snippet.map((part, place) =>
          part.hit ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts have a place and nothing else
            <mark key={place}>{part.text}</mark>
          ) : (
            part.text
          ),
        )}
      </span>
    </div>
  );
}
