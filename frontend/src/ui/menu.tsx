/** A button that opens a list of things to do. By keyboard: arrows, Home, End, Enter, Esc. */
import clsx from "clsx";
import { Ellipsis, type LucideIcon } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { IconButton } from "./icon-button";

/** `href`: a file to save. `missing`: why it cannot be done. */
export type Item = { label: string; icon?: LucideIcon; danger?: boolean; detail?: string; missing?: string } & (
  | { onSelect: () => void }
  | { href: string }
);

/** Things to do that belong together; `title` says why. */
export type Group = { title: string; items: Item[] };

type Props = {
  label: string;
  icon?: LucideIcon;
  items?: Item[];
  groups?: Group[];
  className?: string;
  onOpenChange?: (open: boolean) => void;
};

/** px between the button, the menu and the edge of the window. */
const GAP = 4;

export function Menu({ label, icon = Ellipsis, items = [], groups = [], className, onOpenChange }: Props) {
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
        icon={icon}
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
          groups={groups}
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
  groups: Group[];
  button: HTMLButtonElement | null;
  onClose: (focus: boolean) => void;
};

/** In the top layer: what scrolls around the button would cut it. */
function List({ id, label, items, groups, button, onClose }: ListProps) {
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
      {groups.map(({ title, items: own }) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form
        <div key={title} role="group" aria-label={title}>
          <p aria-hidden className="menu-title">
            {title}
          </p>
          {own.map((item) => (
            <Entry key={item.label} item={item} onDone={(focus) => onClose(focus)} />
          ))}
        </div>
      ))}
    </div>
  );
}

function Entry({ item, onDone }: { item: Item; onDone: (focus: boolean) => void }) {
  const { label, icon: Icon, danger, missing } = item;
  const detail = missing ?? item.detail;
  const inside = (
    <>
      {Icon && <Icon aria-hidden size={16} strokeWidth={1.75} className={clsx("shrink-0", !danger && "text-muted")} />}
      <span className="min-w-0">
        <span className="block truncate">{label}</span>
        {detail && <span className="block truncate text-xs text-muted">{detail}</span>}
      </span>
    </>
  );
  const className = clsx("menu-item", danger && "text-danger", missing && "menu-item-missing");
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
      aria-disabled={missing !== undefined}
      className={className}
      onClick={() => {
        if (missing !== undefined) return;
        onDone(true);
        item.onSelect();
      }}
    >
      {inside}
    </button>
  );
}
