/** Inputs that belong together: a model of the program's. */
import { Plus, X } from "lucide-react";
import { useId, useRef } from "react";
import { at, fresh, isFixed, type Typed, type TypedGroup, typedIn } from "@/chat/typed";
import { t } from "@/i18n";
import { IconButton } from "./icon-button";
import { Input, type InputProps, Note, Required } from "./input";

export function GroupInput({ field, typed, place, told, onChange, named = false }: InputProps) {
  const id = useId();
  const head = useRef<HTMLFieldSetElement>(null);
  const problem = told.get(place);
  const optional = !field.required && !named;
  /** What is pressed goes away with the press: go on where it was. */
  const change = (next: Typed) => {
    onChange(next);
    requestAnimationFrame(() => head.current?.querySelector<HTMLElement>("button, input, select, textarea")?.focus());
  };
  const absent = typeof typed === "string";
  return (
    <fieldset ref={head} className="input-group inputs-wide" aria-describedby={problem ? `${id}-note` : undefined}>
      <legend className={named ? "sr-only" : "input-label"}>
        {field.title}
        {field.required && <Required />}
      </legend>
      {absent ? (
        <button
          type="button"
          data-wrong={problem ? true : undefined}
          className="input-add"
          onClick={() => change(fresh(field))}
        >
          <Plus aria-hidden size={15} />
          {t.inputs.fill(field.title)}
        </button>
      ) : (
        <div className="inputs-grid">
          <Parts field={field} typed={typed as TypedGroup} place={place} told={told} onChange={onChange} />
        </div>
      )}
      {optional && !absent && (
        <IconButton
          small
          icon={X}
          label={t.inputs.clear(field.title)}
          className="input-group-clear"
          onClick={() => change("")}
        />
      )}
      <Note id={`${id}-note`} problem={problem}>
        {!absent && field.description}
      </Note>
    </fieldset>
  );
}

type PartsProps = Omit<InputProps, "typed"> & { typed: TypedGroup };

function Parts({ field, typed, place, told, onChange }: PartsProps) {
  return field
    .parts()
    .filter((part) => !isFixed(part))
    .map((part) => (
      <Input
        key={part.name}
        field={part}
        typed={typedIn(typed, part)}
        place={at(place, part.name)}
        told={told}
        onChange={(change) => onChange({ ...typed, [part.name]: change })}
      />
    ));
}
