/** What an answer took, and what can be done with it. */
import { History } from "lucide-react";
import type { ReactNode } from "react";
import { answerText, type RunState } from "@/chat/reducer";
import { useApp, useAppState } from "@/hooks/use-app";
import { t } from "@/i18n";
import { Again } from "./again";
import { AnswerFacts } from "./answer-facts";
import { CopyButton } from "./copy-button";
import { DetailsButton } from "./details";
import { IconButton } from "./icon-button";

/** `children`: the way to other versions, which is there all the while. */
type Props = { state: RunState; conversation: string; answer: string; children?: ReactNode };

export function AnswerFooter({ state, conversation, answer, children }: Props) {
  const app = useApp();
  const replaying = useAppState((it) => it.replay !== null);
  const text = answerText(state);
  if (state.phase === "running") return <footer className="answer-footer empty:hidden">{children}</footer>;
  return (
    <footer className="answer-footer">
      {children}
      {text && <CopyButton text={text} label={t.answer.copy} />}
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
  );
}
