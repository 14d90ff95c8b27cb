/** What is open, and how to get elsewhere. */
import { FileDown, History, PanelLeftOpen, SquarePen } from "lucide-react";
import { useEffect } from "react";
import { keyOf } from "@/chat/shortcuts";
import { useAnswering } from "@/hooks/use-answer";
import { useApp, useAppState } from "@/hooks/use-app";
import { goTo, pathOf } from "@/hooks/use-route";
import { t } from "@/i18n";
import { IconButton } from "./icon-button";
import { Mark } from "./mark";
import { follows } from "./sidebar";

/** `heading` is that of a page which shows no conversation. */
type Props = {
  conversation: string | null | undefined;
  heading: string;
  sidebarOpen: boolean;
  onOpenSidebar: () => void;
};

export function Header({ conversation, heading, sidebarOpen, onOpenSidebar }: Props) {
  const app = useApp();
  const open = useAppState((state) => state.open)[conversation ?? "new"];
  const listed = useAppState((state) => state.conversations).find((it) => it.id === conversation);
  const replaying = useAppState((state) => state.replay !== null);
  const answering = useAnswering(conversation ?? null);
  const title = conversation ? (listed?.title ?? open?.title ?? "") : heading;
  useEffect(() => {
    document.title = title ? t.conversation.pageTitle(title) : t.name;
  }, [title]);
  return (
    <header className="flex h-14 shrink-0 items-center gap-1 px-2 sm:px-3">
      {!sidebarOpen && (
        <IconButton icon={PanelLeftOpen} label={t.sidebar.open} keys={keyOf("sidebar")} onClick={onOpenSidebar} />
      )}
      {!sidebarOpen && !conversation && <Mark className="ms-1 size-6" />}
      <h1 dir="auto" className="min-w-0 truncate px-2 font-medium">
        {title || <span className="sr-only">{t.tagline}</span>}
      </h1>
      <span className="flex-1" />
      {conversation && open?.head && !replaying && !answering && (
        <button
          type="button"
          className="button"
          onClick={() => void app.replays.start(conversation)}
          aria-label={t.conversation.replayConversation}
        >
          <History aria-hidden size={16} />
          <span className="max-sm:hidden">{t.conversation.replay}</span>
        </button>
      )}
      {conversation && open?.head && !replaying && !answering && (
        <a href={app.fileOf(conversation)} download className="button" aria-label={t.share.download}>
          <FileDown aria-hidden size={16} />
          <span className="max-sm:hidden">{t.share.short}</span>
        </a>
      )}
      {!sidebarOpen && conversation && (
        <a
          href={pathOf(null)}
          aria-label={t.sidebar.newChat}
          title={t.sidebar.newChat}
          className="inline-grid size-10 shrink-0 place-items-center rounded-lg text-muted hover:bg-sunk hover:text-ink"
          onClick={(event) => {
            if (!follows(event)) return;
            event.preventDefault();
            goTo(null);
          }}
        >
          <SquarePen aria-hidden size={19} strokeWidth={1.75} />
        </a>
      )}
    </header>
  );
}
