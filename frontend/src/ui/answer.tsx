/** One answer, the same whether it is arriving, replayed or stored. */
import clsx from "clsx";
import { memo, type ReactNode } from "react";
import type { FieldRef } from "@/api/types";
import type { Message } from "@/chat/conversation";
import { currentStep, fieldValue, type RunState } from "@/chat/reducer";
import { useAnswer } from "@/hooks/use-run";
import { t } from "@/i18n";
import { Markdown } from "@/md/markdown";
import type { Link } from "@/sse/follow";
import { AnswerFailure } from "./answer-failure";
import { AnswerFooter } from "./answer-footer";
import { FieldValue } from "./field-value";
import { Fold } from "./fold";
import { Steps, stepText } from "./steps";

export const Answer = memo(function Answer({ message, conversation }: { message: Message; conversation: string }) {
  const { state, link, replayed } = useAnswer(message);
  return (
    <AnswerBody state={state} link={link}>
      {state.phase !== "running" && !replayed && (
        <AnswerFailure state={state} conversation={conversation} answer={message.id} />
      )}
      {state.phase !== "running" && <AnswerFooter state={state} conversation={conversation} answer={message.id} />}
    </AnswerBody>
  );
});

type BodyProps = { state: RunState; link: Link; children?: ReactNode };

export function AnswerBody({ state, link, children }: BodyProps) {
  const running = state.phase === "running";
  const title = state.program?.title ?? "";
  return (
    <article
      aria-label={t.answer.label(title)}
      aria-busy={running}
      data-phase={state.phase}
      className={clsx("answer", !running && "answer-still")}
    >
      {state.fields.map((field) => (
        <Field key={field.name} field={field} state={state} />
      ))}
      <Notes state={state} />
      {running && <LiveLine state={state} link={link} />}
      {children}
    </article>
  );
}

function Field({ field, state }: { field: FieldRef; state: RunState }) {
  const value = fieldValue(state, field.name);
  if (value === undefined || value === "") return null;
  const running = state.phase === "running";
  const settled = state.values !== null && !running;
  if (field.role === "thinking") {
    return (
      <Part label={field.title}>
        <Fold title={running ? t.answer.thinking : t.answer.thought} active={running}>
          <FieldValue field={field} value={value} settled={settled} />
        </Fold>
      </Part>
    );
  }
  return (
    <Part label={field.title} detail={field.role === "detail"} alone={state.fields.length === 1}>
      <FieldValue field={field} value={value} settled={settled} />
    </Part>
  );
}

/** A field beside its name: in the margin where there is one. `alone`: it is all the program gives, and needs no name on a phone. */
function Part({
  label,
  detail,
  alone,
  children,
}: {
  label: string;
  detail?: boolean;
  alone?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={clsx("part", detail && "part-detail", alone && "part-alone")}>
      <p className="part-label">{label}</p>
      <div className="min-w-0">{children}</div>
    </div>
  );
}

/** What inner predictors wrote and what was called: the steps of an agent. */
function Notes({ state }: { state: RunState }) {
  const running = state.phase === "running";
  const told = state.steps.filter((step) => step.kind === "tool" || step.kind === "retry" || step.kind === "progress");
  const count = told.length + state.notes.length;
  if (!count) return null;
  return (
    <Part label={t.answer.stepsLabel}>
      <Fold title={running ? t.answer.thinking : t.answer.thought} count={t.answer.steps(count)} active={running}>
        <div className="grid gap-3">
          {state.notes.map((note) => (
            <div key={`${note.predictor} ${note.call} ${note.field}`}>
              <p className="font-mono text-xs">{note.field}</p>
              <Markdown text={note.text} />
            </div>
          ))}
          <Steps steps={told} />
        </div>
      </Fold>
    </Part>
  );
}

function LiveLine({ state, link }: { state: RunState; link: Link }) {
  const step = currentStep(state);
  const begun = Object.keys(state.texts).length > 0;
  const text =
    link === "lost"
      ? t.answer.lost
      : step
        ? stepText(step)
        : state.run === null
          ? t.answer.sending
          : begun
            ? t.answer.writing
            : t.answer.waiting;
  return (
    <p className="live-line" data-link={link}>
      <span className="live-dot" aria-hidden />
      {text}
    </p>
  );
}
