/** All conversations, newest first. */
import { Command, LayoutGrid, PanelLeftClose, Settings, SquarePen } from "lucide-react";
import type { MouseEvent } from "react";
import type { ConversationOut } from "@/api/types";
import { keyOf } from "@/chat/shortcuts";
import { useApp, useAppState } from "@/hooks/use-app";
import { goTo, goToPrograms, PROGRAMS, pathOf, useAtPrograms } from "@/hooks/use-route";
import { t } from "@/i18n";
import { ConversationRow } from "./conversation-row";
import { IconButton } from "./icon-button";
import { Mark } from "./mark";
import { Search } from "./search";
import { ThemeToggle } from "./theme-toggle";

const DAY_MS = 86_400_000;

/** The heading under which a conversation stands, by how long ago it was last used. */
function age(updatedAt: number, now: Date): string {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  if (updatedAt >= midnight) return t.sidebar.today;
  if (updatedAt >= midnight - DAY_MS) return t.sidebar.yesterday;
  if (updatedAt >= midnight - 7 * DAY_MS) return t.sidebar.week;
  return t.sidebar.older;
}

function groups(conversations: ConversationOut[]): [string, ConversationOut[]][] {
  const now = new Date();
  const byAge = new Map<string, ConversationOut[]>();
  for (const it of conversations) {
    const name = age(it.updated_at, now);
    byAge.set(name, [...(byAge.get(name) ?? []), it]);
  }
  return [...byAge];
}

/** Lets a click with a modifier open a new tab as usual. */
export function follows(event: MouseEvent): boolean {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}

type Props = { current: string | null | undefined; onClose: () => void; onLeave: () => void };

/** `onClose` folds it away, `onLeave` is called when another conversation was chosen. */
export function Sidebar({ current, onClose, onLeave }: Props) {
  const app = useApp();
  const atPrograms = useAtPrograms();
  const conversations = useAppState((state) => state.conversations);
  const listed = useAppState((state) => state.listed);
  const more = useAppState((state) => state.moreConversations);

  function open(event: MouseEvent, id: string | null) {
    if (!follows(event)) return;
    event.preventDefault();
    goTo(id);
    onLeave();
  }

  return (
    <nav aria-label={t.sidebar.label} className="flex h-full min-h-0 flex-col">
      <div className="flex h-14 shrink-0 items-center gap-2.5 ps-4 pe-2">
        <Mark className="size-7" />
        <span className="font-serif text-lg font-medium tracking-tight">{t.name}</span>
        <span className="flex-1" />
        <IconButton icon={PanelLeftClose} label={t.sidebar.close} keys={keyOf("sidebar")} onClick={onClose} />
      </div>
      <div className="px-3 pb-3">
        <a href={pathOf(null)} onClick={(event) => open(event, null)} className="button w-full justify-start">
          <SquarePen aria-hidden size={16} />
          {t.sidebar.newChat}
        </a>
        <a
          href={PROGRAMS}
          aria-current={current === null && atPrograms ? "page" : undefined}
          onClick={(event) => {
            if (!follows(event)) return;
            event.preventDefault();
            goToPrograms();
            onLeave();
          }}
          className="quiet-button mt-1 w-full"
        >
          <LayoutGrid aria-hidden size={16} />
          {t.gallery.title}
        </a>
      </div>
      <Search
        onChoose={(found) => {
          void app.finding.reveal(found.conversation, found.message);
          onLeave();
        }}
      >
        {listed && !conversations.length && <p className="px-2 py-3 text-sm text-muted">{t.sidebar.empty}</p>}
        {groups(conversations).map(([name, members]) => (
          <section key={name} aria-label={name}>
            <h2 className="px-2 pb-1 pt-4 text-xs font-medium text-muted">{name}</h2>
            <ul className="grid grid-cols-1 gap-px">
              {members.map((it) => (
                <ConversationRow
                  key={it.id}
                  conversation={it}
                  current={it.id === current}
                  onOpen={(event) => open(event, it.id)}
                />
              ))}
            </ul>
          </section>
        ))}
        {more && (
          <button
            type="button"
            className="button mt-3 w-full justify-center"
            onClick={() => void app.listing.loadMore()}
          >
            {t.sidebar.more}
          </button>
        )}
      </Search>
      <div className="flex shrink-0 items-center border-t border-line p-2">
        <ThemeToggle />
        <span className="flex-1" />
        <IconButton
          small
          icon={Command}
          label={t.palette.open}
          keys={keyOf("palette")}
          aria-haspopup="dialog"
          onClick={() => app.state.set({ sheet: "palette" })}
        />
        <IconButton
          small
          icon={Settings}
          label={t.settings.title}
          keys={keyOf("settings")}
          aria-haspopup="dialog"
          onClick={() => app.state.set({ sheet: "settings" })}
        />
      </div>
    </nav>
  );
}
