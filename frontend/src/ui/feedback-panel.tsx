/** The panel in which a person says what an answer should have been. */
import { X } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import type { FieldRef, JsonValue } from "@/api/types";
import { type CorrectionProblem, correctable, editorOf, readCorrection, textOf } from "@/chat/corrections";
import { fieldValue, type RunState } from "@/chat/reducer";
import type { useFeedback } from "@/hooks/use-feedback";
import { t } from "@/i18n";
import { IconButton } from "./icon-button";

type Props = { id: string; state: RunState; feedback: ReturnType<typeof useFeedback>; onClose: () => void };
type Texts = Record<string, string>;

export function FeedbackPanel({ id, state, feedback: { given, give }, onClose }: Props) {
  const fields = correctable(state);
  const [comment, setComment] = useState(given?.comment ?? "");
  const [texts, setTexts] = useState<Texts>(() => textsOf(fields, given?.corrections as Record<string, JsonValue>));
  const [problems, setProblems] = useState<Record<string, CorrectionProblem>>({});
  const change = (name: string, text: string | null) => {
    setTexts(({ [name]: _, ...others }) => (text === null ? others : { ...others, [name]: text }));
    setProblems(({ [name]: _, ...others }) => others);
  };
  const save = () => {
    const read = readAll(fields, texts);
    setProblems(read.problems);
    if (!Object.keys(read.problems).length) give({ rating: given?.rating ?? null, comment, corrections: read.values });
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      // this one closes the panel, and stops no answer
      event.stopPropagation();
      onClose();
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
  };
  return (
    <form
      id={id}
      aria-label={t.feedback.title}
      className="feedback"
      onKeyDown={onKey}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Comment text={comment} onChange={setComment} />
      <div className="flex flex-wrap gap-2">
        {fields.map((field) => (
          <Correction
            key={field.name}
            field={field}
            text={texts[field.name] ?? null}
            initial={textOf(field, fieldValue(state, field.name))}
            problem={problems[field.name]}
            onChange={(text) => change(field.name, text)}
          />
        ))}
      </div>
      <div className="flex gap-2">
        <button type="submit" className="button">
          {t.feedback.save}
        </button>
        <button type="button" className="quiet-button" onClick={onClose}>
          {t.feedback.close}
        </button>
      </div>
    </form>
  );
}

function textsOf(fields: FieldRef[], corrections: Record<string, JsonValue> = {}): Texts {
  const corrected = fields.filter(({ name }) => Object.hasOwn(corrections, name));
  return Object.fromEntries(corrected.map((field) => [field.name, textOf(field, corrections[field.name])]));
}

function readAll(fields: FieldRef[], texts: Texts) {
  const values: Record<string, JsonValue> = {};
  const problems: Record<string, CorrectionProblem> = {};
  for (const field of fields) {
    const text = texts[field.name];
    if (text === undefined) continue;
    const read = readCorrection(field, text);
    if ("problem" in read) problems[field.name] = read.problem;
    else values[field.name] = read.value;
  }
  return { values, problems };
}

function Comment({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {t.feedback.comment}
      </label>
      <textarea
        ref={box}
        id={id}
        maxLength={20_000}
        dir="auto"
        className="input feedback-box"
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}

type CorrectionProps = {
  field: FieldRef;
  /** null: the field is not corrected. */
  text: string | null;
  initial: string;
  problem: CorrectionProblem | undefined;
  onChange: (text: string | null) => void;
};

function Correction({ field, text, initial, problem, onChange }: CorrectionProps) {
  const id = useId();
  const [asked, setAsked] = useState(false);
  const row = useRef<HTMLDivElement>(null);
  const open = text !== null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus goes along when the editor comes or goes
  useEffect(() => {
    if (asked) row.current?.querySelector<HTMLElement>("textarea, input, select, button")?.focus();
  }, [open]);
  const toggle = (next: string | null) => {
    setAsked(true);
    onChange(next);
  };
  if (!open) {
    return (
      <div ref={row}>
        <button type="button" className="button" onClick={() => toggle(initial)}>
          {t.feedback.correct(field.title)}
        </button>
      </div>
    );
  }
  const note = problem && `${id}-note`;
  return (
    <div ref={row} className="grid w-full gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {t.feedback.right(field.title)}
      </label>
      <div className="flex items-start gap-1">
        <Editor id={id} field={field} text={text} note={note} onChange={onChange} />
        <IconButton small icon={X} label={t.feedback.leave(field.title)} onClick={() => toggle(null)} />
      </div>
      {problem && (
        <p id={note} role="alert" className="text-sm text-danger">
          {t.feedback.problems[problem]}
        </p>
      )}
    </div>
  );
}

type EditorProps = {
  id: string;
  field: FieldRef;
  text: string;
  note: string | undefined;
  onChange: (text: string) => void;
};

function Editor({ id, field, text, note, onChange }: EditorProps) {
  const control = { id, value: text, "aria-invalid": note !== undefined, "aria-describedby": note };
  switch (editorOf(field)) {
    case "boolean":
      return (
        <select {...control} className="select w-full" onChange={(event) => onChange(event.target.value)}>
          <option value="true">{t.answer.yes}</option>
          <option value="false">{t.answer.no}</option>
        </select>
      );
    case "number":
      return (
        <input
          {...control}
          type="number"
          step="any"
          className="input"
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case "json":
      return (
        <textarea
          {...control}
          dir="ltr"
          className="input feedback-box font-mono text-sm"
          onChange={(event) => onChange(event.target.value)}
        />
      );
    default:
      return (
        <textarea
          {...control}
          dir="auto"
          className="input feedback-box"
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}
