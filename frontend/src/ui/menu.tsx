/** A button that opens a list of things to do. By keyboard: arrows, Home, End, Enter, Esc. */
import clsx from "clsx";
import { Ellipsis, type LucideIcon } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { IconButton } from "./icon-button";

/** `href`: a file to save. */
export type Item = { label: string; icon: LucideIcon; danger?: boolean } & (
  | { onSelect: () => void }
  | { href: string }
);

type Props = { label: string; items: Item[]; className?: string; onOpenChange?: (open: boolean) => void };

/** px between the button, the menu and the edge of the window. */
const GAP = 4;

export function Menu({ label, items, className, onOpenChange }: Props) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);

  function change(to: boolean) {
    setOpen(to);
    onOpenChange?.(to);
  }

  return (
    <>
      <IconButton
        ref={button}
        small
        icon={Ellipsis}
        label={label}
        className={className}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => change(!open)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          change(true);
        }}
      />
      {open && (
        <List
          id={id}
          label={label}
          items={items}
          button={button.current}
          onClose={(focus) => {
            change(false);
            if (focus) button.current?.focus();
          }}
        />
      )}
    </>
  );
}

type ListProps = {
  id: string;
  label: string;
  items: Item[];
  button: HTMLButtonElement | null;
  onClose: (focus: boolean) => void;
};

/** In the top layer: what scrolls around the button would cut it. */
function List({ id, label, items, button, onClose }: ListProps) {
  const list = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;

  useLayoutEffect(() => {
    const box = list.current;
    const at = button?.getBoundingClientRect();
    if (!box || !at) return;
    box.showPopover();
    const below = at.bottom + GAP + box.offsetHeight <= innerHeight;
    box.style.top = `${Math.max(GAP, below ? at.bottom + GAP : at.top - GAP - box.offsetHeight)}px`;
    box.style.left = `${Math.max(GAP, Math.min(at.right - box.offsetWidth, innerWidth - GAP - box.offsetWidth))}px`;
    box.querySelector<HTMLElement>("[role=menuitem]")?.focus();
  }, [button]);

  useEffect(() => {
    const away = (event: Event) => {
      const target = event.target as Node;
      if (!list.current?.contains(target) && !button?.contains(target)) close.current(false);
    };
    const leave = () => close.current(false);
    // nobody else hears the Esc that closes it: the same one would also stop an answer, or fold the sidebar
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopImmediatePropagation();
      close.current(true);
    };
    addEventListener("pointerdown", away, { capture: true });
    addEventListener("keydown", onKey, { capture: true });
    addEventListener("resize", leave);
    return () => {
      removeEventListener("pointerdown", away, { capture: true });
      removeEventListener("keydown", onKey, { capture: true });
      removeEventListener("resize", leave);
    };
  }, [button]);

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Tab") return onClose(true);
    const all = [...(list.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all.at(to % all.length)?.focus();
  }

  return (
    <div
      ref={list}
      id={id}
      popover="manual"
      role="menu"
      tabIndex={-1}
      aria-label={label}
      className="menu"
      onKeyDown={onKeyDown}
    >
      {items.map((item) => (
        <Entry key={item.label} item={item} onDone={(focus) => onClose(focus)} />
      ))}
    </div>
  );
}

function Entry({ item, onDone }: { item: Item; onDone: (focus: boolean) => void }) {
  const { label, icon: Icon, danger } = item;
  const inside = (
    <>
      <Icon aria-hidden size={16} strokeWidth={1.75} className={clsx("shrink-0", !danger && "text-muted")} />
      {label}
    </>
  );
  const className = clsx("menu-item", danger && "text-danger");
  if ("href" in item) {
    return (
      <a role="menuitem" tabIndex={-1} href={item.href} download className={className} onClick={() => onDone(true)}>
        {inside}
      </a>
    );
  }
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      className={className}
      onClick={() => {
        onDone(true);
        item.onSelect();
      }}
    >
      {inside}
    </button>
  );
}
