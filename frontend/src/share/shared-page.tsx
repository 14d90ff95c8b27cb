/** A conversation in a file of its own: to read, and to play again. Knows no server. */
import { History, X } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import type { JsonValue, MessageOut } from "@/api/types";
import { Player } from "@/chat/player";
import { answerText, type RunState, stored } from "@/chat/reducer";
import { useIsPlaying, useReached } from "@/hooks/use-player";
import { useRun } from "@/hooks/use-run";
import { useStickToBottom } from "@/hooks/use-stick-to-bottom";
import { t } from "@/i18n";
import { AnswerBody } from "@/ui/answer-body";
import { AnswerFacts } from "@/ui/answer-facts";
import { CopyButton } from "@/ui/copy-button";
import { FailureCard, failureText, Stopped } from "@/ui/failure-card";
import { IconButton } from "@/ui/icon-button";
import { Mark } from "@/ui/mark";
import { PlayerBar } from "@/ui/player-bar";
import { Question } from "@/ui/question";
import { ThemeToggle } from "@/ui/theme-toggle";
import { focusOf, press } from "./keys";
import type { Shared } from "./shared";

export function SharedPage({ shared }: { shared: Shared }) {
  const { messages, recordings } = shared;
  const [whole] = useState(() => atItsEnd(new Player(recordings)));
  const [single, setSingle] = useState<Player | null>(null);
  const player = single ?? whole;
  const leave = () => {
    single?.pause();
    setSingle(null);
  };
  useKeys(player, leave);
  const replay = (message: string) => {
    atItsEnd(whole);
    const only = recordings.filter((recording) => recording.message === message);
    const alone = new Player(only, whole.state.get().speed);
    setSingle(alone);
    alone.play();
  };
  return (
    <div className="page">
      <div className="page-main">
        <Top shared={shared} />
        <main className="flex min-h-0 flex-1 flex-col">
          <SharedThread messages={messages} whole={whole} single={single} onReplay={replay} />
          {recordings.length > 0 && (
            <div className="dock">
              <PlayerBar player={player}>
                {single && <IconButton icon={X} label={t.share.leave} onClick={leave} />}
              </PlayerBar>
              <p className="player-keys">{t.share.keys}</p>
            </div>
          )}
        </main>
      </div>
    </div>
  );
}

function atItsEnd(player: Player): Player {
  player.seek(Number.POSITIVE_INFINITY);
  return player;
}

function useKeys(player: Player, leave: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Escape") leave();
      else if (press(player, event.key, focusOf(document.activeElement))) event.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });
}

function Top({ shared: { title, savedAt } }: { shared: Shared }) {
  return (
    <header className="flex shrink-0 items-center gap-3 px-4 py-3 sm:px-5">
      <Mark className="size-6 shrink-0" />
      <div className="min-w-0 flex-1">
        <h1 className="truncate font-medium leading-snug">{title}</h1>
        <p className="truncate text-xs text-muted">
          <time dateTime={new Date(savedAt).toISOString()}>{t.share.saved(savedAt)}</time> · {t.share.made}
        </p>
      </div>
      <span className="max-sm:hidden print:hidden">
        <ThemeToggle />
      </span>
    </header>
  );
}

type ThreadProps = {
  messages: MessageOut[];
  whole: Player;
  single: Player | null;
  onReplay: (message: string) => void;
};

function SharedThread({ messages, whole, single, onReplay }: ThreadProps) {
  const shown = useReached(single ? null : whole, messages);
  // a file is read from its beginning; what is played is followed
  const { frame, content } = useStickToBottom(null, useIsPlaying(whole));
  return (
    <div ref={frame} className="thread-frame">
      <div ref={content} role="log" aria-live="off" aria-label={t.conversation.label} className="thread">
        {shown.map((message) =>
          message.role === "user" ? (
            <div key={message.id}>
              <p className="asked-at">
                <time dateTime={new Date(message.created_at).toISOString()}>{t.share.asked(message.created_at)}</time>
              </p>
              <Question text={message.text} inputs={message.fields as Record<string, JsonValue>} />
            </div>
          ) : (
            <SharedAnswer key={message.id} message={message} whole={whole} single={single} onReplay={onReplay} />
          ),
        )}
      </div>
    </div>
  );
}

type AnswerProps = Omit<ThreadProps, "messages"> & { message: MessageOut };

function SharedAnswer({ message, whole, single, onReplay }: AnswerProps) {
  const run = single?.run(message.id) ?? whole.run(message.id);
  const { state } = useRun(run ?? null);
  const kept = useMemo(() => stored(message), [message]);
  const shown = state ?? kept;
  const over = shown.phase !== "running";
  return (
    <AnswerBody state={shown} link="open">
      {over && <Ending state={shown} />}
      {over && (
        <footer className="answer-footer">
          <CopyButton text={answerText(shown)} label={t.answer.copy} />
          {run && !single && (
            <IconButton small icon={History} label={t.answer.replay} onClick={() => onReplay(message.id)} />
          )}
          <AnswerFacts state={shown} />
        </footer>
      )}
    </AnswerBody>
  );
}

function Ending({ state }: { state: RunState }) {
  if (state.phase === "completed") return null;
  if (state.phase === "stopped") return <Stopped />;
  return <FailureCard text={failureText(state)} reference={state.failure?.ref} />;
}
