/** What is written and not sent, kept for each conversation over reloads. */
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { draftName, recall, remember } from "@/chat/memory";
import { useAppState } from "./use-app";

const SAVE_MS = 300;

export function useDraft(
  conversation: string | null,
  box: RefObject<HTMLTextAreaElement | null>,
): [string, (text: string) => void] {
  const returned = useAppState((state) => state.draftsReturned);
  const [draft, setDraft] = useState("");

  const named = useAppState((state) => state.named);
  const taken = useRef(named);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a draft that came back is read again
  useEffect(() => {
    if (named !== taken.current && named?.conversation === conversation) {
      taken.current = named;
      remember(draftName(null), null);
      if (draft) write(draft);
    } else {
      setDraft(recall(draftName(conversation)) ?? "");
    }
  }, [conversation, returned]);

  const [pending, setPending] = useState<{ name: string; text: string } | null>(null);
  const unsaved = useRef(pending);
  unsaved.current = pending;
  useEffect(() => {
    if (!pending) return;
    const save = () => {
      unsaved.current = null;
      remember(pending.name, pending.text);
    };
    const timer = setTimeout(save, SAVE_MS);
    addEventListener("pagehide", save);
    return () => {
      clearTimeout(timer);
      removeEventListener("pagehide", save);
    };
  }, [pending]);

  // the box goes when a replay or another language takes its place, which may be at once
  useEffect(
    () => () => {
      if (unsaved.current) remember(unsaved.current.name, unsaved.current.text);
    },
    [],
  );

  const write = useCallback(
    (text: string) => {
      setDraft(text);
      const name = draftName(conversation);
      if (text) setPending({ name, text });
      else {
        setPending(null);
        remember(name, null);
      }
    },
    [conversation],
  );
  // On a slow machine one types before React has taken the page over: those words are in the box alone.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only once, and into what is shown then
  useEffect(() => {
    const early = box.current?.value;
    const kept = recall(draftName(conversation));
    if (early) write(kept && kept !== early ? `${kept}\n${early}` : early);
  }, [box]);

  return [draft, write];
}
