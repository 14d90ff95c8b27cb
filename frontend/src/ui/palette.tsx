/** Everything by its name: actions, programs, models, conversations, and what a search finds. By keyboard alone. */
import clsx from "clsx";
import { TextSearch } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useState } from "react";
import { createPortal } from "react-dom";
import { fitting } from "@/chat/fuzzy";
import { useApp } from "@/hooks/use-app";
import { type Command, type Group, useCommands } from "@/hooks/use-commands";
import { useModal } from "@/hooks/use-modal";
import { useSearch } from "@/hooks/use-search";
import { t } from "@/i18n";
import { Keys } from "./keys";

type Props = { conversation: string | null; onClose: () => void };

/** So many of a group at most: one types on to see others. */
const MOST = 6;
/** From so many letters on messages are searched. */
const LETTERS = 3;

export function Palette({ conversation, onClose }: Props) {
  const id = useId();
  const modal = useModal(onClose);
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const groups = useGroups(query, conversation);
  const listed = groups.flatMap(([, members]) => members);
  const at = Math.max(0, Math.min(active, listed.length - 1));
  useEffect(() => {
    if (listed.length) document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [listed.length, at, id]);

  function run(command: Command | undefined) {
    if (!command) return;
    onClose();
    // once the dialog has given the focus back, so that what runs may move it
    setTimeout(command.run);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const { key } = event;
    if (key === "ArrowDown") setActive((at + 1) % Math.max(1, listed.length));
    else if (key === "ArrowUp") setActive((at + listed.length - 1) % Math.max(1, listed.length));
    else if (key === "PageDown") setActive(Math.min(listed.length - 1, at + MOST));
    else if (key === "PageUp") setActive(Math.max(0, at - MOST));
    else if (key === "Enter") run(listed[at]);
    else if (key.toLowerCase() === "k" && event.ctrlKey !== event.metaKey) onClose();
    else return;
    event.preventDefault();
  }

  return createPortal(
    <dialog {...modal} aria-label={t.palette.title} className="palette">
      <div className="dialog-sheet">
        <input
          data-first
          type="text"
          role="combobox"
          aria-label={t.palette.label}
          aria-expanded={listed.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={listed.length ? `${id}-${at}` : undefined}
          placeholder={t.palette.label}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          dir="auto"
          className="palette-box"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        <p role="status" className={listed.length ? "sr-only" : "px-5 py-4 text-sm text-muted"}>
          {listed.length ? t.palette.found(listed.length) : t.palette.nothing}
        </p>
        <div id={`${id}-list`} role="listbox" aria-label={t.palette.title} className="palette-list">
          {groups.map(([group, members]) => (
            // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a listbox
            <div key={group} role="group" aria-label={t.palette.groups[group]}>
              <p aria-hidden className="px-2.5 pb-1 pt-3 text-xs font-medium text-muted">
                {t.palette.groups[group]}
              </p>
              {members.map((command) => {
                const place = listed.indexOf(command);
                return (
                  <Line
                    key={command.id}
                    id={`${id}-${place}`}
                    command={command}
                    active={place === at}
                    onPoint={() => setActive(place)}
                    onRun={() => run(command)}
                  />
                );
              })}
            </div>
          ))}
        </div>
      </div>
    </dialog>,
    document.body,
  );
}

/** What fits, in groups: the group of the best one first. */
function useGroups(query: string, conversation: string | null): [Group, Command[]][] {
  const commands = useCommands(conversation);
  const messages = useMessages(query);
  const fits = query.trim()
    ? fitting(query, commands, ({ more }) => more ?? "")
    : commands.filter((command) => command.often);
  const groups = new Map<Group, Command[]>();
  for (const command of [...fits, ...messages]) {
    const members = groups.get(command.group) ?? [];
    if (members.length < MOST) groups.set(command.group, [...members, command]);
  }
  return [...groups];
}

function useMessages(query: string): Command[] {
  const app = useApp();
  const { found } = useSearch(query.trim().length >= LETTERS ? query : "");
  return found.map(({ conversation, message, title, snippet }) => ({
    id: `message ${message}`,
    group: "messages",
    title: snippet.map((part) => part.text).join(""),
    more: title || t.sidebar.untitled,
    icon: TextSearch,
    run: () => void app.finding.reveal(conversation, message),
  }));
}

type LineProps = { id: string; command: Command; active: boolean; onPoint: () => void; onRun: () => void };

function Line({ id, command, active, onPoint, onRun }: LineProps) {
  const { icon: Icon, title, more, keys } = command;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field holds the focus and hears the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the active option is told by aria-activedescendant
    <div
      id={id}
      role="option"
      aria-selected={active}
      onClick={onRun}
      onPointerMove={onPoint}
      className={clsx("option items-center", active && "option-active")}
    >
      <Icon aria-hidden size={16} strokeWidth={1.75} className="shrink-0 text-muted" />
      <span dir="auto" className="min-w-0 flex-1 truncate text-sm">
        {title}
        {more && <span className="ms-2 text-xs text-muted">{more}</span>}
      </span>
      {keys && <Keys of={keys} />}
    </div>
  );
}
