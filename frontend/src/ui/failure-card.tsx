/** Says why there is no complete answer. */
import { CircleAlert, CircleStop } from "lucide-react";
import type { ReactNode } from "react";
import type { RunState } from "@/chat/reducer";
import { t } from "@/i18n";

/** The failure of an answer in words. */
export function failureText({ phase, failure }: RunState): string {
  if (failure) return t.answer.failure(failure.code, failure.message);
  return phase === "interrupted" ? t.answer.interrupted : t.answer.failed;
}

/** `children`: what can be done about it. */
export function Stopped({ children }: { children?: ReactNode }) {
  return (
    <div className="stopped">
      <p className="flex items-center gap-2">
        <CircleStop aria-hidden size={15} className="shrink-0" />
        {t.answer.stopped}
      </p>
      {children}
    </div>
  );
}

type CardProps = { text: string; hint?: string | null; reference?: string | null; children?: ReactNode };

export function FailureCard({ text, hint, reference, children }: CardProps) {
  return (
    <div className="failure">
      <CircleAlert aria-hidden size={18} className="mt-0.5 shrink-0 text-danger" />
      <div className="grid min-w-0 gap-3">
        {/* the text alone: a button that counts down would be read out every second */}
        <p role="alert" className="break-words">
          {text}
          {hint && <span className="mt-1 block text-sm text-muted">{hint}</span>}
          {reference && (
            <span className="mt-1 block font-mono text-xs text-muted">{t.answer.reference(reference)}</span>
          )}
        </p>
        {children && <div className="flex flex-wrap gap-2 empty:hidden">{children}</div>}
      </div>
    </div>
  );
}
