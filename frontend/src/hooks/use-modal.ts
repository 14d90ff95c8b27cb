/** A dialog over the page, open as long as it is rendered. The browser keeps the focus in it and gives it back after. */
import { type RefObject, type SyntheticEvent, useLayoutEffect, useRef } from "react";

/** `[data-first]` in it gets the focus; without one, the browser's choice. */
export function useModal(onClose: () => void): {
  ref: RefObject<HTMLDialogElement | null>;
  onClick: (event: SyntheticEvent) => void;
  onCancel: (event: SyntheticEvent) => void;
} {
  const ref = useRef<HTMLDialogElement>(null);
  // not a passive effect: only a dialog that closes while it is in the page gives the focus back
  useLayoutEffect(() => {
    const { current } = ref;
    current?.showModal();
    current?.querySelector<HTMLElement>("[data-first]")?.focus();
    // nobody else hears an Esc meanwhile, wherever the focus is: the same one would also stop an answer that is arriving
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && event.stopPropagation();
    addEventListener("keydown", onKey, { capture: true });
    return () => {
      removeEventListener("keydown", onKey, { capture: true });
      current?.close();
      // what had it is gone, as after a change of language
      if (document.activeElement === document.body) document.getElementById("message")?.focus();
    };
  }, []);
  return {
    ref,
    onClick: (event) => event.target === ref.current && onClose(),
    onCancel: (event) => {
      event.preventDefault();
      onClose();
    },
  };
}
