/**
 * A button that opens a list to choose one from; a long one can be searched. Complete by keyboard: arrows, Home, End,
 * first letters, Enter, Esc.
 */
import clsx from "clsx";
import { Check, ChevronDown } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { fitting } from "@/chat/fuzzy";

export type Choice = { id: string; title: string; description: string; tag?: ReactNode; facts?: string[] };

type Props = {
  label: string;
  /** What the button shows. */
  children: ReactNode;
  choices: Choice[];
  chosen: string | null;
  onChoose: (id: string) => void;
  /** The name of the search field that a long list has. */
  search: string;
  /** Shown under the list. */
  footer?: ReactNode;
};

const TYPING_MS = 700;
/** More than these are searched, fewer are seen. */
const FEW = 7;

/** The place to go to from `active`, or null when the key moves nothing. */
function moved(key: string, active: number, count: number): number | null {
  switch (key) {
    case "ArrowDown":
      return Math.min(count - 1, active + 1);
    case "ArrowUp":
      return Math.max(0, active - 1);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}

export function Picker({ label, children, choices: all, chosen, onChoose, search, footer }: Props) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const [query, setQuery] = useState("");
  const long = all.length > FEW;
  const choices = long ? fitting(query, all, ({ description }) => description) : all;
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const typed = useRef({ text: "", at: 0 });

  function show() {
    setActive(
      Math.max(
        0,
        all.findIndex((choice) => choice.id === chosen),
      ),
    );
    setQuery("");
    setOpen(true);
  }

  function close(refocus: boolean) {
    setOpen(false);
    if (refocus) button.current?.focus();
  }

  function choose(choice: Choice | undefined) {
    if (!choice) return;
    onChoose(choice.id);
    close(true);
  }

  useEffect(() => {
    if (!open) return;
    (field.current ?? list.current)?.focus();
    const onPointer = (event: PointerEvent) => {
      const target = event.target as Node;
      if (!panel.current?.contains(target) && !button.current?.contains(target)) setOpen(false);
    };
    document.addEventListener("pointerdown", onPointer);
    return () => document.removeEventListener("pointerdown", onPointer);
  }, [open]);

  useEffect(() => {
    if (open) document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [open, active, id]);

  function findTyped(letter: string): number {
    const now = Date.now();
    typed.current = { text: now - typed.current.at > TYPING_MS ? letter : typed.current.text + letter, at: now };
    return choices.findIndex((choice) => choice.title.toLowerCase().startsWith(typed.current.text.toLowerCase()));
  }

  function onListKey(event: KeyboardEvent) {
    const next = moved(event.key, active, choices.length);
    if (next !== null) setActive(next);
    else if (event.key === "Enter" || event.key === " ") choose(choices[active]);
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) setActive(Math.max(0, findTyped(event.key)));
    else return;
    event.preventDefault();
  }

  function onFieldKey(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const next = event.key.startsWith("Arrow") ? moved(event.key, active, choices.length) : null;
    if (next !== null) setActive(next);
    else if (event.key === "Enter") choose(choices[active]);
    else return;
    event.preventDefault();
  }

  function onPanelKey(event: KeyboardEvent) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close(true);
  }

  function onBlur(to: EventTarget | null) {
    if (to instanceof Node && !panel.current?.contains(to) && to !== button.current) setOpen(false);
  }

  return (
    <div className="min-w-0">
      <button
        ref={button}
        type="button"
        aria-haspopup="listbox"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => (open ? close(true) : show())}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
          event.preventDefault();
          show();
        }}
        className="flex h-9 max-w-full items-center gap-1.5 rounded-lg px-2.5 text-sm text-muted transition-colors hover:bg-sunk hover:text-ink"
      >
        <span className="sr-only">{label}</span>
        {children}
        <ChevronDown
          aria-hidden
          size={14}
          className={clsx("shrink-0 transition-transform max-[26rem]:hidden", open && "rotate-180")}
        />
      </button>
      {open && (
        // biome-ignore lint/a11y/noStaticElementInteractions: Esc closes from anywhere inside
        <div ref={panel} className="popover" onKeyDown={onPanelKey} onBlur={(event) => onBlur(event.relatedTarget)}>
          {long && (
            <input
              ref={field}
              type="text"
              role="combobox"
              aria-label={search}
              aria-expanded={true}
              aria-controls={id}
              aria-autocomplete="list"
              aria-activedescendant={choices.length ? `${id}-${active}` : undefined}
              placeholder={search}
              autoComplete="off"
              dir="auto"
              className="palette-box text-base"
              value={query}
              onChange={(event) => {
                setQuery(event.target.value);
                setActive(0);
              }}
              onKeyDown={onFieldKey}
            />
          )}
          <div
            ref={list}
            id={id}
            role="listbox"
            aria-label={label}
            tabIndex={long ? -1 : 0}
            aria-activedescendant={long ? undefined : `${id}-${active}`}
            onKeyDown={onListKey}
            className="min-h-0 overflow-y-auto p-1.5 focus-visible:outline-none"
          >
            {choices.map((choice, place) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the list holds the focus and hears the keys
              // biome-ignore lint/a11y/useFocusableInteractive: the active option is told by aria-activedescendant
              <div
                key={choice.id}
                id={`${id}-${place}`}
                role="option"
                aria-selected={choice.id === chosen}
                onClick={() => choose(choice)}
                onPointerMove={() => setActive(place)}
                className={clsx("option", place === active && "option-active")}
              >
                <Check
                  aria-hidden
                  size={16}
                  className={clsx("mt-0.5 shrink-0 text-accent", choice.id !== chosen && "invisible")}
                />
                <span className="min-w-0">
                  <span className="flex flex-wrap items-center gap-2 font-medium">
                    {choice.title}
                    {choice.tag}
                  </span>
                  {choice.description && <span className="mt-0.5 block text-sm text-muted">{choice.description}</span>}
                  {choice.facts && choice.facts.length > 0 && (
                    <span className="mt-0.5 block text-xs text-muted">{choice.facts.join(" · ")}</span>
                  )}
                </span>
              </div>
            ))}
          </div>
          {footer && <div className="border-t border-line px-4 py-3 text-sm text-muted">{footer}</div>}
        </div>
      )}
    </div>
  );
}
