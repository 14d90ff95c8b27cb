/** What an answer took: program, model, time, tokens. */
import type { RunState } from "@/chat/reducer";
import { t } from "@/i18n";

export function AnswerFacts({ state }: { state: RunState }) {
  const { program, model, ms, usage, cached } = state;
  // a program may have asked no model at all
  const asked = !usage || Object.keys(usage.by_model ?? {}).length > 0;
  return (
    <ul aria-label={t.answer.meta} className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-0.5">
      {program && <li>{t.answer.program(program.title, program.version)}</li>}
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
  );
}
