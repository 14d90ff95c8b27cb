/** The current branch of a conversation, and the turn that is on its way. */
import { ArrowDown } from "lucide-react";
import { Fragment, useEffect, useMemo } from "react";
import { branch, type Conversation, earlier, type Outgoing } from "@/chat/conversation";
import { useApp, useAppState } from "@/hooks/use-app";
import { useRun } from "@/hooks/use-run";
import { useStickToBottom } from "@/hooks/use-stick-to-bottom";
import { t } from "@/i18n";
import { Answer } from "./answer";
import { AnswerBody } from "./answer-body";
import { Asked } from "./asked";
import { FailureCard } from "./failure-card";
import { Question } from "./question";
import { useReplayed } from "./replay-bar";

export function Thread({ conversation }: { conversation: Conversation }) {
  const app = useApp();
  const head = conversation.outgoing ? conversation.outgoing.parent : conversation.head;
  const messages = useMemo(() => branch({ messages: conversation.messages, head }), [conversation.messages, head]);
  const shown = useReplayed(messages);
  const replay = useAppState((state) => state.replay);
  const { outgoing, id } = conversation;
  const sought = useAppState((state) => state.sought);
  const turned = useAppState((state) => state.turned);
  const { frame, content, away, toBottom, toPlace } = useStickToBottom(
    `${id} ${messages.length} ${outgoing?.key} ${replay !== null}`,
  );
  useEffect(() => {
    const place = sought?.conversation === id && content.current?.querySelector<HTMLElement>("[data-sought]");
    if (!place) return;
    toPlace(place);
    place.focus({ preventScroll: true });
  }, [sought, id, content, toPlace]);
  useEffect(() => {
    const place = turned?.conversation === id && content.current?.querySelector("[data-turned]");
    if (!place) return;
    toPlace(place, turned.top);
    app.state.set({ turned: null });
  }, [app, turned, id, content, toPlace]);
  return (
    <div className="relative min-h-0 flex-1">
      <div ref={frame} className="h-full overflow-y-auto overscroll-contain">
        <div ref={content} role="log" aria-live="off" aria-label={t.conversation.label} className="thread">
          {earlier(messages) !== null && id && !replay && (
            <button type="button" className="button mx-auto" onClick={() => void app.turns.loadEarlier(id)}>
              {t.conversation.earlier}
            </button>
          )}
          {shown.map((message) => (
            <Fragment key={message.key ?? message.id}>
              {message.role === "user" ? (
                <Asked message={message} conversation={id ?? ""} sought={sought?.message === message.id} />
              ) : (
                <Answer message={message} conversation={id ?? ""} sought={sought?.message === message.id} />
              )}
            </Fragment>
          ))}
          {outgoing && !outgoing.beside && (
            <Fragment key={`${outgoing.key}-question`}>
              <Question text={outgoing.text} inputs={outgoing.inputs} />
            </Fragment>
          )}
          {outgoing && (
            <Fragment key={`${outgoing.key}-answer`}>
              <OutgoingAnswer outgoing={outgoing} conversation={id} />
            </Fragment>
          )}
        </div>
      </div>
      {away && (
        <button
          type="button"
          onClick={toBottom}
          aria-label={t.conversation.latest}
          title={t.conversation.latest}
          className="jump"
        >
          <ArrowDown aria-hidden size={18} />
        </button>
      )}
    </div>
  );
}

function OutgoingAnswer({ outgoing, conversation }: { outgoing: Outgoing; conversation: string | null }) {
  const app = useApp();
  const { state, link } = useRun(outgoing.run);
  if (!outgoing.refused) return state && <AnswerBody state={state} link={link} />;
  return (
    <FailureCard text={outgoing.refused.message}>
      <button type="button" className="button" onClick={() => app.turns.sendAgain(conversation)}>
        {t.answer.retry}
      </button>
      <button type="button" className="button" onClick={() => app.turns.takeBack(conversation)}>
        {outgoing.beside ? t.again.before : t.answer.takeBack}
      </button>
    </FailureCard>
  );
}
