/** A small sheet in the middle of the page, with a title. */
import { X } from "lucide-react";
import { type ReactNode, useId } from "react";
import { createPortal } from "react-dom";
import { useModal } from "@/hooks/use-modal";
import { t } from "@/i18n";
import { IconButton } from "./icon-button";

type Props = { title: string; onClose: () => void; children: ReactNode };

export function Dialog({ title, onClose, children }: Props) {
  const id = useId();
  const modal = useModal(onClose);
  return createPortal(
    <dialog {...modal} aria-labelledby={id} className="dialog">
      <div className="dialog-sheet">
        <header className="flex items-center gap-3 border-b border-line py-2 ps-5 pe-2">
          <h2 id={id} className="font-serif text-xl tracking-tight">
            {title}
          </h2>
          <span className="ms-auto">
            <IconButton icon={X} label={t.details.close} onClick={onClose} />
          </span>
        </header>
        <div className="min-h-0 overflow-y-auto overscroll-contain p-5">{children}</div>
      </div>
    </dialog>,
    document.body,
  );
}
