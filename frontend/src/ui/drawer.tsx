/** A sheet over the page, from its right edge. The browser keeps the focus in it and gives it back to where it was. */
import { X } from "lucide-react";
import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { createPortal } from "react-dom";
import { IconButton } from "./icon-button";

type Props = { title: string; closeLabel: string; onClose: () => void; children: ReactNode };

/** Open as long as it is rendered. In the body: an answer that scrolls out of view is not painted, nor what is in it. */
export function Drawer({ title, closeLabel, onClose, children }: Props) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  // not a passive effect: only a dialog that closes while it is in the page gives the focus back
  useLayoutEffect(() => {
    const { current } = dialog;
    current?.showModal();
    // nobody else hears an Esc meanwhile, wherever the focus is: the same one would also stop an answer that is arriving
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && event.stopPropagation();
    addEventListener("keydown", onKey, { capture: true });
    return () => {
      removeEventListener("keydown", onKey, { capture: true });
      current?.close();
    };
  }, []);
  return createPortal(
    // biome-ignore lint/a11y/useKeyWithClickEvents: a press beside the sheet is a shortcut; Esc and the button close it too
    <dialog
      ref={dialog}
      aria-labelledby={id}
      className="drawer"
      onClick={(event) => event.target === dialog.current && onClose()}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className="drawer-sheet">
        <header className="flex items-center gap-3 border-b border-line py-2.5 pl-5 pr-2.5">
          <h2 id={id} className="font-serif text-xl tracking-tight">
            {title}
          </h2>
          <span className="ml-auto">
            <IconButton icon={X} label={closeLabel} onClick={onClose} />
          </span>
        </header>
        {children}
      </div>
    </dialog>,
    document.body,
  );
}
