/** Which version of a message is shown, and the way to the others. By keyboard also with the arrows. */
import { ChevronLeft, ChevronRight } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import type { Message } from "@/chat/conversation";
import { useApp, useAppState } from "@/hooks/use-app";
import { t } from "@/i18n";
import { IconButton } from "./icon-button";

export function Versions({ message, conversation }: { message: Message; conversation: string }) {
  const app = useApp();
  const turned = useAppState((state) => state.turned);
  const replaying = useAppState((state) => state.replay !== null);
  const group = useRef<HTMLDivElement>(null);
  const back = useRef<HTMLButtonElement>(null);
  const on = useRef<HTMLButtonElement>(null);
  const here = turned?.message === message.id ? turned : null;

  useEffect(() => {
    if (here) (here.step < 0 ? back : on).current?.focus({ preventScroll: true });
  }, [here]);

  const { siblings } = message;
  if (siblings.length < 2 || replaying) return null;
  const place = siblings.indexOf(message.id);

  function turn(step: -1 | 1) {
    void app.versions.turn(conversation, message, step, group.current?.getBoundingClientRect().top ?? 0);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    turn(event.key === "ArrowLeft" ? -1 : 1);
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form
    <div
      ref={group}
      role="group"
      aria-label={t.versions.label}
      data-turned={here ? true : undefined}
      className="flex shrink-0 items-center"
      onKeyDown={onKeyDown}
    >
      <IconButton
        small
        ref={back}
        icon={ChevronLeft}
        label={t.versions.back}
        aria-disabled={place <= 0}
        className="aria-disabled:cursor-default aria-disabled:opacity-40 rtl:-scale-x-100"
        onClick={() => turn(-1)}
      />
      <span aria-hidden className="tabular-nums">
        {place + 1}/{siblings.length}
      </span>
      <span className="sr-only">{t.versions.place(place + 1, siblings.length)}</span>
      <IconButton
        small
        ref={on}
        icon={ChevronRight}
        label={t.versions.on}
        aria-disabled={place >= siblings.length - 1}
        className="aria-disabled:cursor-default aria-disabled:opacity-40 rtl:-scale-x-100"
        onClick={() => turn(1)}
      />
    </div>
  );
}
