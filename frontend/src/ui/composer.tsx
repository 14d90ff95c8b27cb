/** Where a message is written. It holds its own draft, so that typing never waits for the page. */
import clsx from "clsx";
import { ArrowUp, SlidersHorizontal, Square } from "lucide-react";
import { type KeyboardEvent, type RefObject, type SyntheticEvent, useEffect, useId, useState } from "react";
import { useAnswering } from "@/hooks/use-answer";
import { useApp, useAppState } from "@/hooks/use-app";
import { useDraft } from "@/hooks/use-draft";
import { useInputs } from "@/hooks/use-inputs";
import { t } from "@/i18n";
import { InputsForm } from "./inputs-form";
import { ModelPicker } from "./model-picker";
import { ProgramPicker } from "./program-picker";

type Props = { conversation: string | null; box: RefObject<HTMLTextAreaElement | null> };

export function Composer({ conversation, box }: Props) {
  const app = useApp();
  const hint = useId();
  const [draft, setDraft] = useDraft(conversation, box);
  const answering = useAnswering(conversation);
  const inputs = useInputs(conversation);
  const written = draft.trim() !== "" && !answering;
  const ready = written && inputs.program !== null;
  const catalogued = useAppState((state) => state.catalogued);
  const [early, setEarly] = useState(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation is for writing in
  useEffect(() => {
    // not away from what takes back that the last one was deleted
    if (matchMedia("(hover: hover)").matches && !document.activeElement?.closest(".toast")) box.current?.focus();
  }, [conversation, box]);

  useEffect(() => {
    if (!answering) return;
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) void app.turns.stop(conversation);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [app, conversation, answering]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: sent when the programs come, as the box is by then
  useEffect(() => {
    if (!early || !catalogued) return;
    setEarly(false);
    send();
  }, [early, catalogued]);

  function send() {
    if (written && !catalogued) setEarly(true);
    if (!ready) return;
    if (inputs.wrong) return inputs.complain();
    inputs.settle();
    void app.turns.send(conversation, draft.trim(), inputs.values);
    setDraft("");
    box.current?.focus();
  }

  /** Files that come over the composer go to the first inputs that take them. */
  function offered(event: SyntheticEvent, { files }: DataTransfer) {
    if (!files.length || !inputs.takesFiles) return;
    event.preventDefault();
    void inputs.offer([...files]);
  }

  function onKeyDown(event: KeyboardEvent) {
    // keyCode 229: Safari ends a composition before the Enter that ended it
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  }

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onDragOver={(event) => inputs.takesFiles && event.preventDefault()}
      onDrop={(event) => offered(event, event.dataTransfer)}
      onPaste={(event) => offered(event, event.clipboardData)}
    >
      {inputs.open && (
        <InputsForm
          title={t.composer.inputs(inputs.program?.title ?? "")}
          fields={inputs.fields}
          typed={inputs.typed}
          told={inputs.told}
          complaints={inputs.complaints}
          onChange={inputs.change}
        />
      )}
      <textarea
        ref={box}
        id="message"
        rows={1}
        dir="auto"
        aria-label={t.composer.label}
        aria-describedby={hint}
        placeholder={inputs.program ? t.composer.placeholder(inputs.program.title) : t.composer.placeholderPlain}
        value={draft}
        onChange={(event) => {
          setEarly(false);
          setDraft(event.target.value);
        }}
        onKeyDown={onKeyDown}
        className="composer-box"
      />
      <p id={hint} className="sr-only">
        {t.composer.hint}
      </p>
      <div className="flex min-w-0 items-center gap-0.5 p-2 pt-0">
        <ProgramPicker conversation={conversation} />
        <ModelPicker />
        {inputs.fields.length > 0 && (
          <button type="button" aria-expanded={inputs.open} onClick={inputs.toggle} className="quiet-button">
            <SlidersHorizontal aria-hidden size={14} />
            <span className="max-sm:sr-only">{t.composer.inputsToggle}</span>
          </button>
        )}
        <span className="flex-1" />
        {answering ? (
          <button
            type="button"
            className="send"
            aria-label={t.composer.stop}
            title={t.composer.stop}
            onClick={() => void app.turns.stop(conversation)}
          >
            <Square aria-hidden size={14} fill="currentColor" />
          </button>
        ) : (
          <button
            type="submit"
            className={clsx("send", !ready && "send-idle")}
            aria-label={t.composer.send}
            title={t.composer.send}
            aria-disabled={!ready}
          >
            <ArrowUp aria-hidden size={19} />
          </button>
        )}
      </div>
    </form>
  );
}
