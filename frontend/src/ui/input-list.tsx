/** A list of inputs: added to, taken from, and put in order, by keyboard as by hand. */
import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { useId, useRef } from "react";
import { at, fresh, isUpload, type Typed } from "@/chat/typed";
import { t } from "@/i18n";
import { IconButton } from "./icon-button";
import { Input, type InputProps, Note, Required } from "./input";
import { ChosenFile, DropZone } from "./upload-input";

export function ListInput({ field, typed, place, told, onChange, named = false }: InputProps) {
  const id = useId();
  const list = useRef<HTMLFieldSetElement>(null);
  const items = Array.isArray(typed) ? typed : [];
  const item = field.item();
  const problem = told.get(place);
  /** Change the list, and go to what `name` says of the item that is now at a place, or to what adds one. */
  const change = (next: Typed[], to: number, name: "item" | "up" | "down") => {
    onChange(next);
    requestAnimationFrame(() => focusOn(list.current, Math.min(to, next.length - 1), name));
  };
  const removed = (from: number) => change(items.toSpliced(from, 1), from, "item");
  const moved = (from: number, to: number) =>
    change(
      swapped(items, from, to),
      to,
      to === 0 ? "down" : to === items.length - 1 ? "up" : to < from ? "up" : "down",
    );
  return (
    <fieldset ref={list} className="input-group inputs-wide" aria-describedby={problem ? `${id}-note` : undefined}>
      <legend className={named ? "sr-only" : "input-label"}>
        {field.title}
        {(field.limits.minItems ?? 0) > 0 && <Required />}
      </legend>
      {items.length > 0 && (
        <ol className="grid gap-2">
          {items.map((one, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an item has no name but its place
            <li key={index} className="input-item" data-kind={item.kind}>
              <div className="min-w-0 flex-1" data-part="item">
                <Item
                  field={{ ...item, title: t.inputs.item(field.title, index + 1) }}
                  typed={one}
                  place={at(place, index)}
                  told={told}
                  onChange={(changed) => onChange(items.with(index, changed))}
                  named
                />
              </div>
              <Moves
                title={t.inputs.item(field.title, index + 1)}
                up={index > 0 ? () => moved(index, index - 1) : null}
                down={index < items.length - 1 ? () => moved(index, index + 1) : null}
                remove={() => removed(index)}
              />
            </li>
          ))}
        </ol>
      )}
      {item.kind === "upload" && item.upload ? (
        <DropZone
          rule={item.upload}
          title={field.title}
          many
          wrong={problem !== undefined}
          onFiles={(files) => onChange([...items, ...files])}
        />
      ) : (
        <button
          type="button"
          data-part="add"
          data-wrong={problem ? true : undefined}
          className="input-add"
          onClick={() => change([...items, fresh(item)], items.length, "item")}
        >
          <Plus aria-hidden size={15} />
          {t.inputs.add(field.title)}
        </button>
      )}
      <Note id={`${id}-note`} problem={problem}>
        {field.description}
      </Note>
    </fieldset>
  );
}

function Item(props: InputProps) {
  const { field, typed, place, told } = props;
  if (field.kind === "upload" && isUpload(typed)) {
    return (
      <>
        <ChosenFile file={typed} kind={field.upload?.kind ?? "file"} />
        <Note id="" problem={told.get(place)} />
      </>
    );
  }
  return <Input {...props} />;
}

type MovesProps = { title: string; up: (() => void) | null; down: (() => void) | null; remove: () => void };

function Moves({ title, up, down, remove }: MovesProps) {
  return (
    <div className="input-moves">
      {(up || down) && (
        <>
          <Move part="up" icon={ArrowUp} label={t.inputs.up(title)} onClick={up} />
          <Move part="down" icon={ArrowDown} label={t.inputs.down(title)} onClick={down} />
        </>
      )}
      <IconButton small icon={X} label={t.inputs.clear(title)} onClick={remove} />
    </div>
  );
}

type MoveProps = { part: string; icon: typeof ArrowUp; label: string; onClick: (() => void) | null };

const Move = ({ part, icon, label, onClick }: MoveProps) => (
  <IconButton
    small
    icon={icon}
    label={label}
    data-part={part}
    disabled={!onClick}
    className="disabled:invisible"
    onClick={onClick ?? undefined}
  />
);

function swapped(items: Typed[], from: number, to: number): Typed[] {
  const [one, other] = [items[from], items[to]];
  return one === undefined || other === undefined ? items : items.with(from, other).with(to, one);
}

const CONTROLS = "input, select, textarea, button";

function focusOn(list: HTMLElement | null, index: number, name: string): void {
  const rows = list?.querySelectorAll<HTMLElement>(":scope > ol > li") ?? [];
  const part = rows[index]?.querySelector<HTMLElement>(`[data-part="${name}"]`);
  const found = part?.matches(CONTROLS)
    ? part
    : (part?.querySelector<HTMLElement>(CONTROLS) ?? rows[index]?.querySelector<HTMLElement>(CONTROLS));
  (found ?? list?.querySelector<HTMLElement>(":scope > .input-add, :scope > .drop input"))?.focus();
}
