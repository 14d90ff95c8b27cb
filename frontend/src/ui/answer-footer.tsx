/** What an answer took, and what can be done with it. */
import { History } from "lucide-react";
import { type ReactNode, useId, useRef, useState } from "react";
import { answerText, type RunState } from "@/chat/reducer";
import { useApp, useAppState } from "@/hooks/use-app";
import { useFeedback } from "@/hooks/use-feedback";
import { t } from "@/i18n";
import { Again } from "./again";
import { AnswerFacts } from "./answer-facts";
import { CopyButton } from "./copy-button";
import { DetailsButton } from "./details";
import { FeedbackButtons, FeedbackState } from "./feedback";
import { FeedbackPanel } from "./feedback-panel";
import { IconButton } from "./icon-button";

/** `children`: the way to other versions, which is there all the while. */
type Props = { state: RunState; conversation: string; answer: string; children?: ReactNode };

export function AnswerFooter({ state, conversation, answer, children }: Props) {
  const app = useApp();
  const replaying = useAppState((it) => it.replay !== null);
  const text = answerText(state);
  const panel = useId();
  const footer = useRef<HTMLElement>(null);
  const feedback = useFeedback(conversation, answer);
  const [open, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
    footer.current?.querySelector<HTMLElement>(`[aria-controls="${panel}"]`)?.focus();
  };
  if (state.phase === "running") return <footer className="answer-footer empty:hidden">{children}</footer>;
  const taken = !replaying && state.run !== null;
  return (
    <>
      <footer ref={footer} className="answer-footer">
        {children}
        {text && <CopyButton text={text} label={t.answer.copy} />}
        {taken && <FeedbackButtons feedback={feedback} panel={panel} open={open} setOpen={setOpen} />}
        {!replaying && state.program && <Again state={state} conversation={conversation} answer={answer} />}
        {!replaying && state.run && (
          <IconButton
            small
            icon={History}
            label={t.answer.replay}
            onClick={() => void app.replays.start(conversation, answer)}
          />
        )}
        {!replaying && state.run && <DetailsButton run={state.run} state={state} />}
        <AnswerFacts state={state} />
      </footer>
      {taken && <FeedbackState feedback={feedback} />}
      {taken && open && <FeedbackPanel id={panel} state={state} feedback={feedback} onClose={close} />}
    </>
  );
}
