/** What can be done with the list of conversations as a whole. */
import { Archive, Download, FileUp, ListChecks, MessagesSquare, Trash2 } from "lucide-react";
import type { Kind } from "@/api/types";
import { useApp, useAppState } from "@/hooks/use-app";
import { t } from "@/i18n";
import { type Item, Menu } from "./menu";

export function ListMenu({ onChoose, onImport }: { onChoose: () => void; onImport: () => void }) {
  const app = useApp();
  const shelf = useAppState((state) => state.shelf);
  const some = useAppState((state) => state.conversations.length > 0);
  const to = (kind: Kind, label: string, icon: Item["icon"]): Item[] =>
    kind === shelf ? [] : [{ label, icon, onSelect: () => app.listing.view(kind) }];
  const items: Item[] = [
    ...(some ? [{ label: t.sidebar.chooseSome, icon: ListChecks, onSelect: onChoose }] : []),
    ...to("kept", t.sidebar.label, MessagesSquare),
    ...to("archived", t.sidebar.archived, Archive),
    ...to("deleted", t.sidebar.deleted, Trash2),
    { label: t.sidebar.import, icon: FileUp, onSelect: onImport },
    { label: t.sidebar.exportAll, icon: Download, href: app.keeping.exportOf() },
  ];
  return <Menu label={t.sidebar.list} items={items} className="size-9" />;
}
