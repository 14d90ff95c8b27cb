/** The control of an input that is one value: a line, a number, a switch, a choice, JSON. */
import type { InputField } from "@/chat/inputs";
import { t } from "@/i18n";

export type ControlProps = {
  field: InputField;
  text: string;
  onChange: (text: string) => void;
  control: {
    id: string;
    "aria-describedby": string | undefined;
    "aria-invalid": boolean;
    "aria-required": boolean;
    "data-wrong": true | undefined;
  };
};

const TYPES = new Map([
  ["date", "date"],
  ["date-time", "datetime-local"],
  ["time", "time"],
  ["email", "email"],
  ["uri", "url"],
]);

export function Control({ field, text, onChange, control }: ControlProps) {
  const shared = { ...control, value: text, onChange: onValue(onChange) };
  switch (field.kind) {
    case "choice":
      return <Choice field={field} text={text} onChange={onChange} control={control} />;
    case "boolean": {
      // a switch is never empty
      const { "aria-required": _, ...rest } = control;
      return (
        <button
          {...rest}
          type="button"
          role="switch"
          aria-checked={text === "true"}
          className="switch"
          onClick={() => onChange(text === "true" ? "false" : "true")}
        >
          <span aria-hidden className="switch-thumb" />
        </button>
      );
    }
    case "json":
      return (
        <textarea {...shared} dir="ltr" spellCheck={false} className="input input-long min-h-20 font-mono text-sm" />
      );
    case "number":
    case "integer":
      return (
        <input
          {...shared}
          className="input"
          type="number"
          step={field.limits.multipleOf ?? (field.kind === "integer" ? 1 : "any")}
          min={field.limits.minimum ?? field.limits.exclusiveMinimum}
          max={field.limits.maximum ?? field.limits.exclusiveMaximum}
        />
      );
    default: {
      const type = TYPES.get(field.format ?? "");
      if (type)
        return (
          <input {...shared} dir="auto" className="input" type={type} step={type.startsWith("date") ? undefined : 1} />
        );
      return <textarea {...shared} dir="auto" rows={1} className="input input-long" onKeyDown={sendOnEnter} />;
    }
  }
}

const onValue = (onChange: (text: string) => void) => (event: { target: { value: string } }) =>
  onChange(event.target.value);

/** As in any line of a form; Shift + Enter starts a new one. */
function sendOnEnter(event: React.KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}

function Choice({ field, text, onChange, control }: ControlProps) {
  return (
    <select {...control} className="select w-full" value={text} onChange={onValue(onChange)}>
      {!(field.required && text) && <option value="">{t.inputs.unset}</option>}
      {field.choices.map((choice, place) => (
        <option key={JSON.stringify(choice)} value={place}>
          {choiceName(choice)}
        </option>
      ))}
    </select>
  );
}

function choiceName(choice: InputField["choices"][number]): string {
  if (typeof choice === "boolean") return choice ? t.inputs.yes : t.inputs.no;
  return typeof choice === "object" ? JSON.stringify(choice) : String(choice);
}
