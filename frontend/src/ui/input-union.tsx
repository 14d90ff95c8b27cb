/** A value that is one of several kinds: which, and then that. */
import { useId } from "react";
import { own } from "@/chat/inputs";
import { fresh, type TypedGroup } from "@/chat/typed";
import { t } from "@/i18n";
import { Input, type InputProps, Note, Required } from "./input";

export function UnionInput({ field, typed, place, told, onChange, named = false }: InputProps) {
  const id = useId();
  const chosen = typeof typed === "object" ? (typed as TypedGroup) : {};
  const options = field.options();
  const at = String(own(chosen, "at") ?? "");
  const option = options[Number(at)];
  const problem = told.get(place);
  const choose = (next: string) => {
    const other = options[Number(next)];
    onChange(next && other ? { at: next, value: fresh(other) } : "");
  };
  return (
    <fieldset className="input-group inputs-wide">
      <legend className={named ? "sr-only" : "input-label"}>
        {field.title}
        {field.required && <Required />}
      </legend>
      <div className="grid gap-2">
        <select
          aria-label={`${field.title}: ${t.inputs.option}`}
          aria-describedby={problem || field.description ? `${id}-note` : undefined}
          aria-invalid={problem !== undefined}
          data-wrong={problem && !at ? true : undefined}
          className="select w-full"
          value={at}
          onChange={(event) => choose(event.target.value)}
        >
          {!(field.required && at) && <option value="">{t.inputs.unset}</option>}
          {options.map((one, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an option is its place
            <option key={index} value={index}>
              {one.title || t.inputs.kinds[one.kind]}
            </option>
          ))}
        </select>
        {option && at && (
          <Input
            key={at}
            field={{ ...option, title: `${field.title}: ${option.title || t.inputs.kinds[option.kind]}` }}
            typed={own(chosen, "value") ?? ""}
            place={place}
            told={told}
            onChange={(value) => onChange({ at, value })}
            named
          />
        )}
      </div>
      <Note id={`${id}-note`} problem={at ? undefined : problem}>
        {field.description}
      </Note>
    </fieldset>
  );
}
