/** What an answer shows of its run: the steps on the way, every field, what goes on now. Knows nothing of the chat around it. */
import clsx from "clsx";
import { memo, type ReactNode } from "react";
import type { FieldRef, JsonValue } from "@/api/types";
import { fieldValue, type RunState } from "@/chat/reducer";
import type { Step } from "@/chat/steps";
import { counted, onlyThought, timeline, toolsOf, writing } from "@/chat/timeline";
import { t } from "@/i18n";
import type { Link } from "@/sse/follow";
import { CopyButton } from "./copy-button";
import { FieldValue } from "./field-value";
import { Fold } from "./fold";
import { LiveLine } from "./live-line";
import { Steps } from "./steps";

/** `sought`: a search has led here. `way` stands in the place of the steps, where the state does not know them. */
type BodyProps = { state: RunState; link: Link; sought?: boolean; way?: ReactNode; children?: ReactNode };

export function AnswerBody({ state, link, sought = false, way, children }: BodyProps) {
  const running = state.phase === "running";
  const title = state.program?.title ?? "";
  return (
    <article
      aria-label={t.answer.label(title)}
      aria-busy={running}
      data-phase={state.phase}
      data-sought={sought || undefined}
      tabIndex={sought ? -1 : undefined}
      className={clsx("answer", !running && "answer-still")}
    >
      {state.untold && way && (
        <Part label={t.answer.stepsLabel} alone>
          {way}
        </Part>
      )}
      <Way steps={state.steps} running={running} active={running && writing(state) !== "answer"} />
      {state.fields.map((field) => (
        <Field key={field.name} field={field} state={state} />
      ))}
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
    const active = running && writing(state) !== "answer";
    return (
      <Part label={field.title}>
        <Fold title={active ? t.answer.thinking : t.answer.thought} active={active}>
          <FieldValue field={field} value={value} settled={settled} />
        </Fold>
      </Part>
    );
  }
  const copy = running || state.fields.length === 1 ? undefined : () => copied(value);
  // what nobody announced may be anything, as the whole trajectory of an agent: there, but not in the way
  if (field.kind === "json" && !field.predictor) {
    return (
      <Part label={field.title} detail>
        <Fold title={t.answer.data} active={false}>
          <FieldValue field={field} value={value} settled={settled} />
        </Fold>
      </Part>
    );
  }
  return (
    <Part label={field.title} detail={field.role === "detail"} alone={state.fields.length === 1} copy={copy}>
      <FieldValue field={field} value={value} settled={settled} />
    </Part>
  );
}

const copied = (value: JsonValue) => (typeof value === "string" ? value : JSON.stringify(value, null, 2));

/**
 * A field beside its name: in the margin where there is one. `alone`: it is all the program gives, and needs no name on a
 * phone. `copy` makes what is copied of it.
 */
function Part({
  label,
  detail,
  alone,
  copy,
  children,
}: {
  label: string;
  detail?: boolean;
  alone?: boolean;
  copy?: (() => string) | undefined;
  children: ReactNode;
}) {
  return (
    <div className={clsx("part", detail && "part-detail", alone && "part-alone")}>
      <div className="part-head">
        <p className="part-label">{label}</p>
        {copy && <CopyButton text={copy} label={t.answer.copyField(label)} />}
      </div>
      <div className="min-w-0">{children}</div>
    </div>
  );
}

type WayProps = { steps: readonly Step[]; running: boolean; active: boolean };

/**
 * The way to the answer. Folded when the answer begins, unless the reader chose otherwise. Not rendered anew for its text,
 * which comes thirty times a second while the steps may be many.
 */
const Way = memo(function Way({ steps, running, active }: WayProps) {
  const branches = timeline(steps);
  if (!branches.length) return null;
  if (onlyThought(steps)) {
    return (
      <Part label={t.answer.thinkingLabel} alone>
        <Fold title={active ? t.answer.thinking : t.answer.thought} active={active}>
          <Steps branches={branches.filter(({ step }) => step.kind === "note")} live={running} />
        </Fold>
      </Part>
    );
  }
  const count = t.answer.steps(counted(branches));
  return (
    <Part label={t.answer.stepsLabel} alone>
      <Fold
        title={running ? t.answer.working : count}
        aside={running ? count : toolsOf(steps).join(", ")}
        active={active}
      >
        <Steps branches={branches} live={running} />
      </Fold>
    </Part>
  );
});
