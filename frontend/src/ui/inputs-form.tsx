/** A form for what a program wants to know beside the message. */
import { useId } from "react";
import type { InputField, InputProblem, Typed } from "@/chat/inputs";
import { t } from "@/i18n";

type Props = {
  title: string;
  fields: InputField[];
  typed: Typed;
  problems: Record<string, InputProblem>;
  onChange: (name: string, text: string) => void;
};

export function InputsForm({ title, fields, typed, problems, onChange }: Props) {
  return (
    <fieldset className="max-h-[40vh] overflow-y-auto border-b border-line px-4 pb-4 pt-3">
      <legend className="sr-only">{title}</legend>
      <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2">
        {fields.map((field) => (
          <InputRow
            key={field.name}
            field={field}
            text={typed[field.name] ?? field.initial}
            problem={problems[field.name]}
            onChange={(text) => onChange(field.name, text)}
          />
        ))}
      </div>
    </fieldset>
  );
}

type RowProps = {
  field: InputField;
  text: string;
  problem: InputProblem | undefined;
  onChange: (text: string) => void;
};

function InputRow({ field, text, problem, onChange }: RowProps) {
  const id = useId();
  const note = problem ? t.composer[problem] : field.description;
  const control = {
    id,
    "aria-describedby": note ? `${id}-note` : undefined,
    "aria-invalid": problem !== undefined,
    "aria-required": field.required,
  };
  return (
    <div className={field.kind === "json" ? "sm:col-span-2" : undefined}>
      <label htmlFor={id} className="mb-1 flex gap-2 text-sm font-medium">
        {field.title}
        {field.required && <span className="font-normal text-muted">{t.composer.required}</span>}
      </label>
      <Control field={field} text={text} onChange={onChange} control={control} />
      {note && (
        <p id={`${id}-note`} className={problem ? "mt-1 text-sm text-danger" : "mt-1 text-sm text-muted"}>
          {note}
        </p>
      )}
    </div>
  );
}

type ControlProps = { field: InputField; text: string; onChange: (text: string) => void; control: { id: string } };

function Control({ field, text, onChange, control }: ControlProps) {
  switch (field.kind) {
    case "choice":
      return (
        <select {...control} className="select w-full" value={text} onChange={(event) => onChange(event.target.value)}>
          {!(field.required && text) && <option value="">{t.composer.unset}</option>}
          {field.choices.map((choice, place) => (
            <option key={String(choice)} value={place}>
              {String(choice)}
            </option>
          ))}
        </select>
      );
    case "boolean":
      return (
        <button
          {...control}
          type="button"
          role="switch"
          aria-checked={text === "true"}
          className="switch"
          onClick={() => onChange(text === "true" ? "false" : "true")}
        >
          <span aria-hidden className="switch-thumb" />
        </button>
      );
    case "json":
      return (
        <textarea
          {...control}
          className="input min-h-20 font-mono text-sm"
          value={text}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case "number":
    case "integer":
      return (
        <input
          {...control}
          className="input"
          type="number"
          step={field.kind === "integer" ? 1 : "any"}
          min={field.minimum}
          max={field.maximum}
          value={text}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case "text":
      return (
        <input
          {...control}
          className="input"
          type="text"
          dir="auto"
          value={text}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    default:
      field.kind satisfies never;
      return null;
  }
}
