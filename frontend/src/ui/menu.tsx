/** A button that opens a list of things to do. Complete by keyboard: arrows, Home, End, Enter, Esc. */
import clsx from "clsx";
import type { LucideIcon } from "lucide-react";
import { Fragment, type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { IconButton } from "./icon-button";

/** `missing`: why it cannot be done. */
export type MenuItem = { id: string; title: string; detail?: string; missing?: string; onChoose: () => void };
export type MenuSection = { title: string; items: MenuItem[] };

type Props = { label: string; icon: LucideIcon; sections: MenuSection[] };

/** Between the sheet and what it belongs to, and the edge of the window (px). */
const GAP = 6;

export function Menu({ label, icon, sections }: Props) {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton
        small
        ref={button}
        icon={icon}
        label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(true)}
      />
      {/* not in the answer: one that scrolls out of view is not painted, nor what is in it */}
      {open &&
        createPortal(
          <Sheet label={label} sections={sections} at={button.current} onClose={() => setOpen(false)} />,
          document.querySelector("main") ?? document.body,
        )}
    </>
  );
}

type SheetProps = { label: string; sections: MenuSection[]; at: HTMLElement | null; onClose: () => void };

function Sheet({ label, sections, at, onClose }: SheetProps) {
  const id = useId();
  const sheet = useRef<HTMLDivElement>(null);
  const items = () => [...(sheet.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];

  useLayoutEffect(() => {
    const { current } = sheet;
    if (!current || !at) return;
    current.showPopover();
    place(current, at.getBoundingClientRect());
    current.querySelector<HTMLElement>("[role=menuitem]")?.focus();
  }, [at]);

  useEffect(() => {
    const { current } = sheet;
    const onToggle = (event: ToggleEvent) => event.newState === "closed" && onClose();
    current?.addEventListener("toggle", onToggle);
    return () => current?.removeEventListener("toggle", onToggle);
  }, [onClose]);

  function close() {
    at?.focus();
    onClose();
  }

  function onKeyDown(event: KeyboardEvent) {
    const all = items();
    const next = moved(event.key, all.indexOf(document.activeElement as HTMLElement), all.length);
    if (next !== null) all[next]?.focus();
    else if (event.key === "Escape" || event.key === "Tab") close();
    else return;
    event.preventDefault();
    // whoever hears an Esc at the window would stop an answer that is arriving
    event.nativeEvent.stopImmediatePropagation();
  }

  return (
    <div ref={sheet} popover="auto" role="menu" aria-label={label} tabIndex={-1} className="menu" onKeyDown={onKeyDown}>
      {sections.map(({ title, items: own }, place) => (
        <Fragment key={title}>
          <p id={`${id}-${place}`} className="menu-title">
            {title}
          </p>
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form */}
          <div role="group" aria-labelledby={`${id}-${place}`}>
            {own.map((item) => (
              <button
                key={item.id}
                type="button"
                role="menuitem"
                tabIndex={-1}
                aria-disabled={item.missing !== undefined}
                className={clsx("menu-item", item.missing !== undefined && "menu-item-missing")}
                onPointerMove={(event) => event.currentTarget.focus({ preventScroll: true })}
                onClick={() => {
                  if (item.missing !== undefined) return;
                  close();
                  item.onChoose();
                }}
              >
                <span className="block truncate">{item.title}</span>
                {(item.missing ?? item.detail) && (
                  <span className="block truncate text-xs text-muted">{item.missing ?? item.detail}</span>
                )}
              </button>
            ))}
          </div>
        </Fragment>
      ))}
    </div>
  );
}

/** The place to go to from `active`, or null when the key moves nothing. */
function moved(key: string, active: number, count: number): number | null {
  switch (key) {
    case "ArrowDown":
      return (active + 1) % count;
    case "ArrowUp":
      return (active - 1 + count) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}

/** Over the button or under it, where there is more room; never past the edge of the window. */
function place(sheet: HTMLElement, at: DOMRect): void {
  const above = at.top > innerHeight - at.bottom;
  const { style } = sheet;
  style.maxHeight = `${(above ? at.top : innerHeight - at.bottom) - 2 * GAP}px`;
  style.left = `${Math.max(GAP, Math.min(at.left, innerWidth - sheet.offsetWidth - GAP))}px`;
  style.top = above ? "auto" : `${at.bottom + GAP}px`;
  style.bottom = above ? `${innerHeight - at.top + GAP}px` : "auto";
}
