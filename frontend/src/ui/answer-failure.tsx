/** Why an answer is not complete, and what can be done. */
import { CircleAlert, CircleStop, RotateCcw } from "lucide-react";
import type { ReactNode } from "react";
import type { RunState } from "@/chat/reducer";
import { useApp } from "@/hooks/use-app";
import { t } from "@/i18n";

type Props = { state: RunState; conversation: string; answer: string };

export function AnswerFailure({ state, conversation, answer }: Props) {
  const app = useApp();
  const { phase, failure } = state;
  if (phase === "completed" || phase === "running") return null;
  const retry = (
    <button type="button" className="button" onClick={() => app.turns.retry(conversation, answer)}>
      <RotateCcw aria-hidden size={15} />
      {t.answer.retry}
    </button>
  );
  if (phase === "stopped") {
    return (
      <p className="flex items-center gap-2 text-sm text-muted">
        <CircleStop aria-hidden size={15} />
        {t.answer.stopped}
      </p>
    );
  }
  const text = failure?.message ?? (phase === "interrupted" ? t.answer.interrupted : t.answer.failed);
  return (
    <FailureCard text={text} reference={failure?.ref ?? null}>
      {(failure?.retryable ?? true) && retry}
    </FailureCard>
  );
}

export function FailureCard({
  text,
  reference = null,
  children,
}: {
  text: string;
  reference?: string | null;
  children?: ReactNode;
}) {
  return (
    <div role="alert" className="failure">
      <CircleAlert aria-hidden size={18} className="mt-0.5 shrink-0 text-danger" />
      <div className="grid min-w-0 gap-3">
        <p className="break-words">
          {text}
          {reference && (
            <span className="mt-1 block font-mono text-xs text-muted">{t.answer.reference(reference)}</span>
          )}
        </p>
        {children && <div className="flex flex-wrap gap-2 empty:hidden">{children}</div>}
      </div>
    </div>
  );
}
