/** Where a message is written. It holds its own draft, so that typing never waits for the page. */
import clsx from "clsx";
import { ArrowUp, SlidersHorizontal, Square } from "lucide-react";
import { type KeyboardEvent, type RefObject, useEffect, useId, useMemo, useState } from "react";
import { inputFields, readInputs, type Typed } from "@/chat/inputs";
import { useAnswering } from "@/hooks/use-answer";
import { useApp, useAppState } from "@/hooks/use-app";
import { useDraft } from "@/hooks/use-draft";
import { t } from "@/i18n";
import { InputsForm } from "./inputs-form";
import { ModelPicker } from "./model-picker";
import { ProgramPicker } from "./program-picker";

type Props = { conversation: string | null; box: RefObject<HTMLTextAreaElement | null> };

/** The form of the program that answers next: open while something is needed; what was typed is kept for each program. */
function useInputs(conversation: string | null) {
  const app = useApp();
  useAppState((state) => state.programs);
  useAppState((state) => state.chosenProgram);
  useAppState((state) => state.open);
  const program = app.catalog.programFor(conversation);
  const fields = useMemo(() => inputFields(program), [program]);
  const [typed, setTyped] = useState<Record<string, Typed>>({});
  const [shown, setShown] = useState<Record<string, boolean>>({});
  const [tried, setTried] = useState(false);
  const id = program?.id ?? "";
  const own = typed[id] ?? {};
  const { values, problems } = readInputs(fields, own);
  const wrong = Object.keys(problems).length > 0;
  const open = fields.length > 0 && (shown[id] ?? wrong);
  return {
    program,
    fields,
    typed: own,
    values,
    wrong,
    problems: tried ? problems : {},
    open,
    toggle: () => setShown((all) => ({ ...all, [id]: !open })),
    complain: () => {
      setTried(true);
      setShown((all) => ({ ...all, [id]: true }));
    },
    settle: () => {
      setTried(false);
      setShown((all) => ({ ...all, [id]: false }));
    },
    change: (name: string, text: string) => {
      setShown((all) => ({ ...all, [id]: true }));
      setTyped((all) => ({ ...all, [id]: { ...all[id], [name]: text } }));
    },
  };
}

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
    >
      {inputs.open && (
        <InputsForm
          title={t.composer.inputs(inputs.program?.title ?? "")}
          fields={inputs.fields}
          typed={inputs.typed}
          problems={inputs.problems}
          onChange={inputs.change}
        />
      )}
      <textarea
        ref={box}
        id="message"
        rows={1}
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
