/** Why an answer is not complete, and what can be done. */
import { CircleAlert, CircleStop, RotateCcw } from "lucide-react";
import type { ReactNode } from "react";
import type { RunState } from "@/chat/reducer";
import { useApp } from "@/hooks/use-app";
import { goTo } from "@/hooks/use-route";
import { useSecondsUntil } from "@/hooks/use-seconds-until";
import { t } from "@/i18n";

type Props = { state: RunState; conversation: string; answer: string };

export function AnswerFailure({ state, conversation, answer }: Props) {
  const app = useApp();
  const { phase, failure } = state;
  if (phase === "completed" || phase === "running") return null;
  if (phase === "stopped") {
    return (
      <p className="flex items-center gap-2 text-sm text-muted">
        <CircleStop aria-hidden size={15} />
        {t.answer.stopped}
      </p>
    );
  }
  const text = failure?.message ?? (phase === "interrupted" ? t.answer.interrupted : t.answer.failed);
  const hint = failure && t.answer.hint(failure.code);
  // a hint names what makes another try worth it even where the same again would fail the same
  const again = failure === null || failure.retryable || hint !== null;
  return (
    <FailureCard text={text} hint={hint} reference={failure?.ref}>
      {again && <Retry at={failure?.retryAt ?? null} onRetry={() => app.turns.retry(conversation, answer)} />}
      {failure?.code === "too_long" && (
        <button type="button" className="button" onClick={() => goTo(null)}>
          {t.answer.newChat}
        </button>
      )}
    </FailureCard>
  );
}

/** Enabled all the while: whoever knows better need not wait. */
function Retry({ at, onRetry }: { at: number | null; onRetry: () => void }) {
  const seconds = useSecondsUntil(at);
  return (
    <button type="button" className="button tabular-nums" onClick={onRetry}>
      <RotateCcw aria-hidden size={15} />
      {seconds > 0 ? t.answer.retryIn(seconds) : t.answer.retry}
    </button>
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
