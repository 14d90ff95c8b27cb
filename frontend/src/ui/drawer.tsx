/** A sheet over the page, from its end. */
import { X } from "lucide-react";
import { type ReactNode, useId } from "react";
import { createPortal } from "react-dom";
import { useModal } from "@/hooks/use-modal";
import { IconButton } from "./icon-button";

type Props = { title: string; closeLabel: string; onClose: () => void; children: ReactNode };

/** Open as long as it is rendered. In the body: an answer that scrolls out of view is not painted, nor what is in it. */
export function Drawer({ title, closeLabel, onClose, children }: Props) {
  const id = useId();
  const modal = useModal(onClose);
  return createPortal(
    <dialog {...modal} aria-labelledby={id} className="drawer">
      <div className="drawer-sheet">
        <header className="flex items-center gap-3 border-b border-line py-2.5 ps-5 pe-2.5">
          <h2 id={id} className="font-serif text-xl tracking-tight">
            {title}
          </h2>
          <span className="ms-auto">
            <IconButton icon={X} label={closeLabel} onClick={onClose} />
          </span>
        </header>
        {children}
      </div>
    </dialog>,
    document.body,
  );
}
