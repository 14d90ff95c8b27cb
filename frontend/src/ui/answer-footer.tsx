/** What an answer took: program, model, time, tokens; and what can be done with it. */
import { History } from "lucide-react";
import { answerText, type RunState } from "@/chat/reducer";
import { useApp, useAppState } from "@/hooks/use-app";
import { t } from "@/i18n";
import { CopyButton } from "./copy-button";
import { DetailsButton } from "./details";
import { IconButton } from "./icon-button";

type Props = { state: RunState; conversation: string; answer: string };

export function AnswerFooter({ state, conversation, answer }: Props) {
  const app = useApp();
  const replaying = useAppState((it) => it.replay !== null);
  const text = answerText(state);
  const { program, model, ms, usage, cached } = state;
  // a program may have asked no model at all
  const asked = !usage || Object.keys(usage.by_model ?? {}).length > 0;
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
      <ul aria-label={t.answer.meta} className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-0.5">
        {program && <li>{program.title}</li>}
        {model && asked && <li title={model.reason}>{model.title}</li>}
        {ms !== null && <li className="tabular-nums">{t.answer.seconds(ms)}</li>}
        {usage?.total ? (
          <li className="tabular-nums" title={t.details.tokens(usage.input ?? 0, usage.output ?? 0)}>
            {t.answer.tokens(usage.total)}
          </li>
        ) : null}
        {usage?.cached ? <li className="tabular-nums">{t.answer.tokensCached(usage.cached)}</li> : null}
        {usage?.cost ? <li className="tabular-nums">{t.answer.cost(usage.cost)}</li> : null}
        {cached && <li>{t.answer.cached}</li>}
      </ul>
    </footer>
  );
}
