/** A form for what a program wants to know beside the message. */
import { useEffect, useRef } from "react";
import type { InputField } from "@/chat/inputs";
import { at, type TypedGroup, typedIn } from "@/chat/typed";
import { Input, type Told } from "./input";

type Props = {
  title: string;
  fields: InputField[];
  typed: TypedGroup;
  told: Told;
  /** Counts how often something was found wrong: the first such field is then gone to. */
  complaints: number;
  onChange: (name: string, change: TypedGroup[string]) => void;
};

export function InputsForm({ title, fields, typed, told, complaints, onChange }: Props) {
  const form = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    if (complaints) form.current?.querySelector<HTMLElement>("[data-wrong]")?.focus();
  }, [complaints]);
  return (
    <fieldset ref={form} className="inputs">
      <legend className="sr-only">{title}</legend>
      <div className="inputs-grid">
        {fields.map((field) => (
          <Input
            key={field.name}
            field={field}
            typed={typedIn(typed, field)}
            place={at("", field.name)}
            told={told}
            onChange={(change) => onChange(field.name, change)}
          />
        ))}
      </div>
    </fieldset>
  );
}
