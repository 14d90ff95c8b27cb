/** The title of a conversation, being written: Enter and leaving it keep what is written, Esc does not. */
import { type KeyboardEvent, useRef, useState } from "react";
import type { ConversationOut } from "@/api/types";
import { useApp } from "@/hooks/use-app";
import { t } from "@/i18n";

export function Rename({ conversation, onDone }: { conversation: ConversationOut; onDone: () => void }) {
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
