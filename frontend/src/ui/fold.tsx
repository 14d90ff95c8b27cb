/** What a program writes on its way to the answer: open while it is written, then folded, unless the reader chose otherwise. */
import clsx from "clsx";
import { ChevronRight } from "lucide-react";
import { type ReactNode, useId, useState } from "react";

/** `aside` stands at the end of the title's line. */
type Props = { title: string; aside?: string; active: boolean; children: ReactNode };

export function Fold({ title, aside, active, children }: Props) {
  const id = useId();
  const [choice, setChoice] = useState<boolean | null>(null);
  const open = choice ?? active;
  return (
    <div className={clsx("rounded-xl border border-line", active && "bg-raised")}>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setChoice(!open)}
        className="flex min-h-10 w-full items-center gap-2 rounded-xl px-3 text-start text-sm text-muted hover:text-ink"
      >
        <ChevronRight
          aria-hidden
          size={15}
          className={clsx("shrink-0 transition-transform", open ? "rotate-90" : "rtl:-scale-x-100")}
        />
        <span className="shrink-0 font-medium">{title}</span>
        {active && !open && <span className="live-dot" aria-hidden />}
        {aside && <span className="ms-auto truncate text-xs tabular-nums">{aside}</span>}
      </button>
      <div id={id} hidden={!open} className="fold-body">
        {children}
      </div>
    </div>
  );
}
