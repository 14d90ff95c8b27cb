/** Why an answer is not complete, and what can be done. */
import { FastForward, RotateCcw } from "lucide-react";
import { answerText, type RunState } from "@/chat/reducer";
import { useApp } from "@/hooks/use-app";
import { goTo } from "@/hooks/use-route";
import { useSecondsUntil } from "@/hooks/use-seconds-until";
import { t } from "@/i18n";
import { toComposer } from "./composer-focus";
import { FailureCard, failureText, Stopped } from "./failure-card";

type Props = { state: RunState; conversation: string; answer: string };

export function AnswerFailure({ state, conversation, answer }: Props) {
  const app = useApp();
  const { phase, failure } = state;
  if (phase === "completed" || phase === "running") return null;
  const goOn = answerText(state) !== "" && phase !== "failed" && (
    <GoOn onGoOn={() => app.versions.goOn(conversation, answer, t.again.goOnMessage)} />
  );
  if (phase === "stopped") return <Stopped>{goOn}</Stopped>;
  const hint = failure && t.answer.hint(failure.code);
  // a hint names what makes another try worth it even where the same again would fail the same
  const again = failure === null || failure.retryable || hint !== null;
  return (
    <FailureCard text={failureText(state)} hint={hint} reference={failure?.ref}>
      {again && <Retry at={failure?.retryAt ?? null} onRetry={() => app.versions.retry(conversation, answer)} />}
      {goOn}
      {failure?.code === "too_long" && (
        <button type="button" className="button" onClick={() => goTo(null)}>
          {t.answer.newChat}
        </button>
      )}
    </FailureCard>
  );
}

/** A turn of its own, in which the program is told what it has said so far: a run that has ended is never taken up again. */
function GoOn({ onGoOn }: { onGoOn: () => void }) {
  return (
    <button
      type="button"
      className="button"
      onClick={() => {
        onGoOn();
        toComposer();
      }}
    >
      <FastForward aria-hidden size={15} />
      {t.again.goOn}
    </button>
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
