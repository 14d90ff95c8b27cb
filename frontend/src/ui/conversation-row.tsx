/** A line of the list of conversations: open it, or do something with it; while some are chosen, choose it. */
import clsx from "clsx";
import {
  Archive,
  ArchiveRestore,
  FileBraces,
  FileText,
  FileVideo,
  ListChecks,
  Pencil,
  Pin,
  PinOff,
  Trash2,
  Undo2,
} from "lucide-react";
import { type MouseEvent, useEffect, useRef, useState } from "react";
import type { ConversationOut } from "@/api/types";
import { type App, kindOf } from "@/chat/app";
import { useApp, useAppState } from "@/hooks/use-app";
import { pathOf } from "@/hooks/use-route";
import { t } from "@/i18n";
import { type Item, Menu } from "./menu";
import { Rename } from "./rename";

type Props = {
  conversation: ConversationOut;
  current: boolean;
  /** null: none are being chosen. */
  chosen: boolean | null;
  onOpen: (event: MouseEvent) => void;
  /** `through`: all from the last that was chosen. */
  onChoose: (through: boolean) => void;
};

export function ConversationRow({ conversation, current, chosen, onOpen, onChoose }: Props) {
  const app = useApp();
  const [renaming, setRenaming] = useState(false);
  const [busy, setBusy] = useState(false);
  const link = useRef<HTMLAnchorElement>(null);
  const renamed = useRef(false);
  useEffect(() => {
    // the field that held the focus is gone
    if (renamed.current && !renaming) link.current?.focus();
    renamed.current = renaming;
  }, [renaming]);
  const title = conversation.title || t.sidebar.untitled;
  if (renaming) return <Rename conversation={conversation} onDone={() => setRenaming(false)} />;
  if (chosen !== null) {
    return (
      <li className={clsx("row", chosen && "row-current")}>
        <label className="row-link cursor-pointer">
          <input
            type="checkbox"
            className="size-4 shrink-0 accent-(--accent)"
            checked={chosen}
            onClick={(event) => onChoose(event.shiftKey)}
            onChange={() => {}}
          />
          <span dir="auto" className="truncate">
            {title}
          </span>
        </label>
      </li>
    );
  }
  const deleted = kindOf(conversation) === "deleted";
  return (
    <li className={clsx("group row", current && "row-current")} data-busy={busy || undefined}>
      {deleted ? (
        <span className="row-link text-muted">
          <span dir="auto" className="truncate">
            {title}
          </span>
        </span>
      ) : (
        <a
          ref={link}
          id={`row-${conversation.id}`}
          href={pathOf(conversation.id)}
          onClick={onOpen}
          aria-current={current ? "page" : undefined}
          className="row-link"
          title={title}
        >
          <State conversation={conversation} />
          <span dir="auto" className="truncate">
            {title}
          </span>
        </a>
      )}
      <span className="row-actions">
        <Menu
          label={t.sidebar.actions(title)}
          items={itemsOf(
            conversation,
            app,
            () => setRenaming(true),
            () => onChoose(false),
          )}
          onOpenChange={setBusy}
        />
      </span>
    </li>
  );
}

/** Whether it answers now, or has done so unseen. */
function State({ conversation: { id, running } }: { conversation: ConversationOut }) {
  const unseen = useAppState((state) => state.answered)[id];
  if (running) return <span className="live-dot" role="img" aria-label={t.sidebar.running} />;
  return unseen ? <span className="seen-dot" role="img" aria-label={t.sidebar.answered} /> : null;
}

function itemsOf(conversation: ConversationOut, app: App, rename: () => void, choose: () => void): Item[] {
  const { id, pinned } = conversation;
  const keep = (how: Parameters<App["keeping"]["keep"]>[1]) => () => void app.keeping.keep([id], how);
  const kind = kindOf(conversation);
  if (kind === "deleted") return [{ label: t.sidebar.restore, icon: Undo2, onSelect: keep({ deleted: false }) }];
  return [
    { label: t.sidebar.rename, icon: Pencil, onSelect: rename },
    pinned
      ? { label: t.sidebar.unpin, icon: PinOff, onSelect: keep({ pinned: false }) }
      : { label: t.sidebar.pin, icon: Pin, onSelect: keep({ pinned: true }) },
    kind === "archived"
      ? { label: t.sidebar.unarchive, icon: ArchiveRestore, onSelect: keep({ archived: false }) }
      : { label: t.sidebar.archive, icon: Archive, onSelect: keep({ archived: true }) },
    { label: t.sidebar.choose, icon: ListChecks, onSelect: choose },
    { label: t.sidebar.asDocument, icon: FileText, href: app.keeping.documentOf(id) },
    { label: t.sidebar.asPage, icon: FileVideo, href: app.fileOf(id) },
    { label: t.sidebar.asLines, icon: FileBraces, href: app.keeping.exportOf([id]) },
    { label: t.sidebar.remove, icon: Trash2, danger: true, onSelect: keep({ deleted: true }) },
  ];
}
