/** A question on the page, which can be asked otherwise: the old one stays, as another version. */
import { Pencil } from "lucide-react";
import { type KeyboardEvent, memo, useEffect, useId, useRef, useState } from "react";
import type { JsonValue } from "@/api/types";
import type { Message } from "@/chat/conversation";
import { useApp, useAppState } from "@/hooks/use-app";
import { t } from "@/i18n";
import { toComposer } from "./composer-focus";
import { IconButton } from "./icon-button";
import { Question } from "./question";
import { Versions } from "./versions";

type Props = { message: Message; conversation: string; sought: boolean };

/** `sought`: a search has led here. */
export const Asked = memo(function Asked({ message, conversation, sought }: Props) {
  const app = useApp();
  const replaying = useAppState((state) => state.replay !== null);
  const [editing, setEditing] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const left = useRef(false);

  useEffect(() => {
    if (!editing && left.current) button.current?.focus();
    left.current = editing;
  }, [editing]);

  if (editing) {
    return (
      <Editor
        text={message.text}
        onCancel={() => setEditing(false)}
        onAsk={(text) => {
          if (!app.versions.edit(conversation, message.id, text)) return;
          left.current = false;
          setEditing(false);
          toComposer();
        }}
      />
    );
  }
  return (
    <Question text={message.text} inputs={message.fields as Record<string, JsonValue>} sought={sought}>
      {!replaying && (
        <div className="question-tools">
          <Versions message={message} conversation={conversation} />
          <IconButton
            small
            ref={button}
            icon={Pencil}
            label={t.versions.edit}
            className="question-edit"
            onClick={() => setEditing(true)}
          />
        </div>
      )}
    </Question>
  );
});

type EditorProps = { text: string; onAsk: (text: string) => void; onCancel: () => void };

function Editor({ text: before, onAsk, onCancel }: EditorProps) {
  const hint = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(before);
  const said = text.trim();

  useEffect(() => {
    const { current } = box;
    current?.focus();
    current?.setSelectionRange(current.value.length, current.value.length);
  }, []);

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") onCancel();
    else if (event.key === "Enter" && !event.shiftKey) said && onAsk(said);
    else return;
    // an Esc would also stop an answer that is arriving
    event.preventDefault();
  }

  return (
    <form
      className="question editor"
      onSubmit={(event) => {
        event.preventDefault();
        if (said) onAsk(said);
      }}
    >
      <textarea
        ref={box}
        dir="auto"
        aria-label={t.versions.editLabel}
        aria-describedby={hint}
        className="editor-box"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="flex flex-wrap items-center gap-2 p-2 pt-0">
        <p id={hint} className="min-w-0 flex-1 px-2 text-xs text-muted">
          {t.versions.editHint}
        </p>
        <button type="button" className="button" onClick={onCancel}>
          {t.versions.cancel}
        </button>
        <button type="submit" className="button editor-ask" aria-disabled={!said}>
          {t.versions.ask}
        </button>
      </div>
    </form>
  );
}
