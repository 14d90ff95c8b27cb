/** A line of the conversation list: open, rename in place, delete. */
import clsx from "clsx";
import { Pencil, Trash2 } from "lucide-react";
import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from "react";
import type { ConversationOut } from "@/api/types";
import { useApp } from "@/hooks/use-app";
import { pathOf } from "@/hooks/use-route";
import { t } from "@/i18n";
import { IconButton } from "./icon-button";

type Props = { conversation: ConversationOut; current: boolean; onOpen: (event: MouseEvent) => void };

export function ConversationRow({ conversation, current, onOpen }: Props) {
  const app = useApp();
  const [renaming, setRenaming] = useState(false);
  const link = useRef<HTMLAnchorElement>(null);
  const renamed = useRef(false);
  useEffect(() => {
    // the field that held the focus is gone
    if (renamed.current && !renaming) link.current?.focus();
    renamed.current = renaming;
  }, [renaming]);
  const title = conversation.title || t.sidebar.untitled;
  if (renaming) return <Rename conversation={conversation} onDone={() => setRenaming(false)} />;
  return (
    <li className={clsx("group row", current && "row-current")}>
      <a
        ref={link}
        href={pathOf(conversation.id)}
        onClick={onOpen}
        aria-current={current ? "page" : undefined}
        className="row-link"
        title={title}
      >
        {conversation.running && <span className="live-dot" role="img" aria-label={t.sidebar.running} />}
        <span dir="auto" className="truncate">
          {title}
        </span>
      </a>
      <span className="row-actions">
        <IconButton small icon={Pencil} label={t.sidebar.rename(title)} onClick={() => setRenaming(true)} />
        <IconButton
          small
          icon={Trash2}
          label={t.sidebar.remove(title)}
          onClick={() => app.listing.remove(conversation.id)}
        />
      </span>
    </li>
  );
}

function Rename({ conversation, onDone }: { conversation: ConversationOut; onDone: () => void }) {
  const app = useApp();
  const [title, setTitle] = useState(conversation.title);
  const left = useRef(false);

  function finish(save: boolean) {
    if (left.current) return;
    left.current = true;
    const wanted = title.trim();
    if (save && wanted && wanted !== conversation.title) void app.listing.rename(conversation.id, wanted);
    onDone();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") finish(true);
    if (event.key !== "Escape") return;
    event.preventDefault();
    finish(false);
  }

  return (
    <li>
      <input
        // biome-ignore lint/a11y/noAutofocus: the person has just asked to write here
        autoFocus
        dir="auto"
        className="input h-9 w-full text-sm"
        aria-label={t.sidebar.renameLabel}
        maxLength={200}
        value={title}
        onChange={(event) => setTitle(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={() => finish(true)}
        onKeyDown={onKeyDown}
      />
    </li>
  );
}
