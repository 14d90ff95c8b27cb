/** The conversations: those that are kept, and beside them those that are archived or deleted. */
import { Command, LayoutGrid, PanelLeftClose, Settings, SquarePen } from "lucide-react";
import { type MouseEvent, useState } from "react";
import { keyOf } from "@/chat/shortcuts";
import { useApp, useAppState } from "@/hooks/use-app";
import { useChosen } from "@/hooks/use-chosen";
import { goTo, goToPrograms, PROGRAMS, pathOf, useAtPrograms } from "@/hooks/use-route";
import { t } from "@/i18n";
import { ChosenBar } from "./chosen-bar";
import { Conversations } from "./conversations";
import { IconButton } from "./icon-button";
import { ImportSheet } from "./import-sheet";
import { ListMenu } from "./list-menu";
import { Mark } from "./mark";
import { Toast } from "./notices";
import { Search } from "./search";
import { ThemeToggle } from "./theme-toggle";

/** Lets a click with a modifier open a new tab as usual. */
export function follows(event: MouseEvent): boolean {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}

type Props = { current: string | null | undefined; covers: boolean; onClose: () => void; onLeave: () => void };

/** `covers`: it lies over the page. `onClose` folds it away, `onLeave` is called when another conversation was chosen. */
export function Sidebar({ current, covers, onClose, onLeave }: Props) {
  const app = useApp();
  const atPrograms = useAtPrograms();
  const conversations = useAppState((state) => state.conversations);
  const shelf = useAppState((state) => state.shelf);
  const chosen = useChosen(conversations, shelf);
  const [importing, setImporting] = useState(false);

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
        <div className="flex items-center gap-1">
          <a href={pathOf(null)} onClick={(event) => open(event, null)} className="button min-w-0 flex-1">
            <SquarePen aria-hidden size={16} />
            {t.sidebar.newChat}
          </a>
          <ListMenu onChoose={chosen.begin} onImport={() => setImporting(true)} />
        </div>
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
      {chosen.ids && <ChosenBar chosen={chosen} shelf={shelf} />}
      <Search
        onChoose={(found) => {
          void app.finding.reveal(found.conversation, found.message);
          onLeave();
        }}
      >
        <Conversations current={current} chosen={chosen} onOpen={open} />
      </Search>
      <div className="relative flex shrink-0 items-center border-t border-line p-2">
        {covers && <Toast />}
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
      {importing && <ImportSheet onClose={() => setImporting(false)} />}
    </nav>
  );
}
