/** What goes on now, in one line under an answer that is arriving. */
import type { RunState } from "@/chat/reducer";
import type { Action } from "@/chat/steps";
import { current, writing } from "@/chat/timeline";
import { t } from "@/i18n";
import type { Link } from "@/sse/follow";

export function LiveLine({ state, link }: { state: RunState; link: Link }) {
  return (
    <p className="live-line" data-link={link}>
      <span className="live-dot" aria-hidden />
      <span className="min-w-0 break-words tabular-nums">{link === "lost" ? t.answer.lost : liveText(state)}</span>
    </p>
  );
}

function liveText(state: RunState): string {
  if (state.run === null) return t.answer.sending;
  const action = current(state);
  if (action) return actionText(action);
  switch (writing(state)) {
    case "answer":
      return t.answer.writing;
    case "thinking":
      return t.answer.thinkingNow;
    default:
      return t.answer.waiting;
  }
}

function actionText({ kind, name, detail, fraction }: Action): string {
  switch (kind) {
    case "queue":
      return t.steps.queue;
    case "retry":
      return t.steps.retry(detail);
    case "progress":
      return [name || t.answer.working, fraction !== null && t.steps.percent(fraction)].filter(Boolean).join(" · ");
    default:
      return t.steps.tool(name);
  }
}
