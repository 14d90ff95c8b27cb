/** What an answer took, and what can be done with it. */
import { History } from "lucide-react";
import { answerText, type RunState } from "@/chat/reducer";
import { useApp, useAppState } from "@/hooks/use-app";
import { t } from "@/i18n";
import { AnswerFacts } from "./answer-facts";
import { CopyButton } from "./copy-button";
import { DetailsButton } from "./details";
import { IconButton } from "./icon-button";

type Props = { state: RunState; conversation: string; answer: string };

export function AnswerFooter({ state, conversation, answer }: Props) {
  const app = useApp();
  const replaying = useAppState((it) => it.replay !== null);
  const text = answerText(state);
  return (
    <footer className="answer-footer">
      {text && <CopyButton text={text} label={t.answer.copy} />}
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
