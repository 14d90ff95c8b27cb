/** One input of a form: its name, its control, and what there is to say of it. */
import clsx from "clsx";
import { type ReactNode, useId } from "react";
import type { InputField } from "@/chat/inputs";
import type { Typed } from "@/chat/typed";
import { t } from "@/i18n";
import { Control, type ControlProps } from "./input-control";
import { GroupInput } from "./input-group";
import { ListInput } from "./input-list";
import { UnionInput } from "./input-union";
import { UploadInput } from "./upload-input";

/** What is wrong, by place. */
export type Told = ReadonlyMap<string, string>;

export type InputProps = {
  field: InputField;
  typed: Typed;
  place: string;
  told: Told;
  onChange: (typed: Typed) => void;
  /** Of an item that its list has named already: for those who do not see where it stands. */
  named?: boolean;
};

export function Input(props: InputProps) {
  switch (props.field.kind) {
    case "group":
      return <GroupInput {...props} />;
    case "list":
      return <ListInput {...props} />;
    case "union":
      return <UnionInput {...props} />;
    case "upload":
      return <UploadInput {...props} />;
    default:
      return <PlainInput {...props} />;
  }
}

function PlainInput({ field, typed, place, told, onChange, named = false }: InputProps) {
  const id = useId();
  const problem = told.get(place);
  const describedBy = problem || field.description || field.kind === "json" ? `${id}-note` : undefined;
  const control: ControlProps["control"] = {
    id,
    "aria-describedby": describedBy,
    "aria-invalid": problem !== undefined,
    "aria-required": field.required,
    "data-wrong": problem === undefined ? undefined : true,
  };
  return (
    <div className={clsx((field.kind === "json" || isLong(field)) && "inputs-wide")}>
      <label htmlFor={id} className={named ? "sr-only" : "input-label"}>
        {field.title}
        {field.required && <Required />}
      </label>
      <Control field={field} text={String(typed)} onChange={onChange} control={control} />
      <Note id={`${id}-note`} problem={problem}>
        {field.description || (field.kind === "json" && t.inputs.json)}
      </Note>
    </div>
  );
}

/** Whether a text may be of many lines. */
export const isLong = ({ kind, format, pattern, limits }: InputField): boolean =>
  kind === "text" && !format && !pattern && (limits.maxLength ?? 1000) > 200 && (limits.minLength ?? 0) > 40;

export const Required = () => <span className="font-normal text-muted">{t.inputs.required}</span>;

/** What is wrong, else what is to be known. */
export function Note({ id, problem, children }: { id: string; problem: string | undefined; children?: ReactNode }) {
  if (!problem && !children) return null;
  return (
    <p id={id} className={clsx("mt-1 text-sm", problem ? "text-danger" : "text-muted")}>
      {problem ?? children}
    </p>
  );
}
