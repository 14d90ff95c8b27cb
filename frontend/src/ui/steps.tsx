/** What a program did on the way to its answer, as it happens: thoughts, tools, progress, in order and in one another. */
import clsx from "clsx";
import { Check, LoaderCircle, Minus, RotateCcw, X } from "lucide-react";
import { memo } from "react";
import type { Action, Note, Step } from "@/chat/steps";
import { type Branch, THINKING } from "@/chat/timeline";
import { t } from "@/i18n";
import { Markdown } from "@/md/markdown";

/** Up to here a text stands in one line with its name. */
const WORDS = 32;
/** So much of an input or output is shown without a scroll bar of its own. */
const SHORT = 400;

/** `live`: the run goes on, and what has not ended may still. */
export function Steps({ branches, live }: { branches: readonly Branch[]; live: boolean }) {
  return (
    <ol className="steps">
      {branches.map(({ step, within }) => (
        <li key={step.key}>
          <StepLine step={step} live={live} alone={within.length === 0} />
          {within.length > 0 && <Steps branches={within} live={live} />}
        </li>
      ))}
    </ol>
  );
}

/** `alone`: nothing else tells what it did. */
const StepLine = memo(function StepLine({ step, live, alone }: { step: Step; live: boolean; alone: boolean }) {
  switch (step.kind) {
    case "note":
      return <NoteLine note={step} />;
    case "module":
      return (
        <div>
          <QuietLine action={step} live={live} />
          {alone && step.state !== "start" && <WasTold action={step} />}
        </div>
      );
    case "model":
    case "queue":
      return <QuietLine action={step} live={live} />;
    case "tool":
    case "progress":
    case "retry":
      return <ActionLine action={step} live={live} />;
    default:
      step satisfies never;
      return null;
  }
});

/** What an inner predictor wrote. The model's own thoughts need no name. */
function NoteLine({ note }: { note: Note }) {
  return (
    <div className="grid gap-1 text-sm">
      {Object.entries(note.texts).map(([field, text]) => (
        <div key={field} className={clsx(text.length <= WORDS && !text.includes("\n") && "note-short")}>
          {field !== THINKING && <p className="font-mono text-xs">{field}</p>}
          <Markdown text={text} />
        </div>
      ))}
    </div>
  );
}

function QuietLine({ action, live }: { action: Action; live: boolean }) {
  const { kind, name, state } = action;
  return (
    <p className="step-quiet" data-kind={kind}>
      <span className="min-w-0 break-words">
        {kind === "queue" ? (state === "start" ? t.steps.queue : t.steps.queued) : name}
      </span>
      {state !== "end" && <StepState action={action} live={live} />}
      <Took ms={action.ms} />
    </p>
  );
}

function ActionLine({ action, live }: { action: Action; live: boolean }) {
  const { kind } = action;
  return (
    <div className="step">
      <StepState action={action} live={live} />
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <StepName action={action} />
          <Took ms={kind === "tool" ? action.ms : null} />
        </p>
        {kind === "progress" && <Progress action={action} live={live} />}
        {kind !== "retry" && <WasTold action={action} />}
      </div>
    </div>
  );
}

function StepName({ action: { kind, name, detail } }: { action: Action }) {
  if (kind === "tool") return <span className="break-all font-mono text-[0.8125rem] font-medium text-ink">{name}</span>;
  return (
    <span className="min-w-0 break-words text-ink">
      {kind === "retry" ? t.steps.retried(detail) : name || t.answer.working}
    </span>
  );
}

function WasTold({ action: { detail, outcome, state } }: { action: Action }) {
  if (!detail && !outcome) return null;
  return (
    <dl className="step-told">
      {detail && <Told label={t.steps.input} text={detail} />}
      {outcome && <Told label={state === "error" ? t.steps.error : t.steps.output} text={outcome} />}
    </dl>
  );
}

function Told({ label, text }: { label: string; text: string }) {
  const long = text.length > SHORT;
  return (
    <>
      <dt>{label}</dt>
      <dd dir="auto" tabIndex={long ? 0 : undefined} className={long ? "max-h-40 overflow-y-auto" : undefined}>
        {text}
      </dd>
    </>
  );
}

function Progress({ action: { name, fraction, state }, live }: { action: Action; live: boolean }) {
  if (fraction === null || state === "end") return null;
  const percent = Math.floor(fraction * 100);
  return (
    <div className="flex items-center gap-3">
      <div
        role="progressbar"
        aria-label={name || t.answer.working}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        data-live={live}
        className="progress"
      >
        <div style={{ width: `${percent}%` }} />
      </div>
      <span className="text-xs tabular-nums">{t.steps.percent(fraction)}</span>
    </div>
  );
}

function Took({ ms }: { ms: number | null }) {
  return ms === null ? null : <span className="text-xs tabular-nums">{t.answer.seconds(ms)}</span>;
}

function StepState({ action: { kind, state }, live }: { action: Action; live: boolean }) {
  const look = { role: "img", size: 15, className: "step-state" } as const;
  if (state === "error") return <X {...look} aria-label={t.steps.failed} data-state="error" />;
  if (state === "start" && live)
    return <LoaderCircle {...look} aria-label={t.steps.running} className="step-state spin" />;
  if (kind === "retry") return <RotateCcw {...look} aria-label={t.steps.done} />;
  if (state === "start") return <Minus {...look} aria-label={t.steps.unfinished} />;
  return <Check {...look} aria-label={t.steps.done} data-state="end" />;
}
