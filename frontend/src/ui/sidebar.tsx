/** The conversations: those that are kept, and beside them those that are archived or deleted. */
import { PanelLeftClose, SquarePen } from "lucide-react";
import { type MouseEvent, useState } from "react";
import { useApp, useAppState } from "@/hooks/use-app";
import { useChosen } from "@/hooks/use-chosen";
import { goTo, pathOf } from "@/hooks/use-route";
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
      <div className="flex h-14 shrink-0 items-center gap-2.5 pl-4 pr-2">
        <Mark className="size-7" />
        <span className="font-serif text-lg font-medium tracking-tight">{t.name}</span>
        <span className="flex-1" />
        <IconButton icon={PanelLeftClose} label={t.sidebar.close} onClick={onClose} />
      </div>
      <div className="flex items-center gap-1 px-3 pb-3">
        <a href={pathOf(null)} onClick={(event) => open(event, null)} className="button min-w-0 flex-1">
          <SquarePen aria-hidden size={16} />
          {t.sidebar.newChat}
        </a>
        <ListMenu onChoose={chosen.begin} onImport={() => setImporting(true)} />
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
      </div>
      {importing && <ImportSheet onClose={() => setImporting(false)} />}
    </nav>
  );
}
