/** A list of conversations: the pinned apart, the others by how long ago they were last used. */
import { ArrowLeft } from "lucide-react";
import type { MouseEvent } from "react";
import type { ConversationOut, Kind } from "@/api/types";
import { useApp, useAppState } from "@/hooks/use-app";
import type { Chosen } from "@/hooks/use-chosen";
import { t } from "@/i18n";
import { ConversationRow } from "./conversation-row";

const DAY_MS = 86_400_000;

/** The heading under which a conversation stands. */
function heading({ pinned, updated_at, deleted_at }: ConversationOut, midnight: number): string {
  if (deleted_at !== null) return t.sidebar.deleted;
  if (pinned) return t.sidebar.pinned;
  if (updated_at >= midnight) return t.sidebar.today;
  if (updated_at >= midnight - DAY_MS) return t.sidebar.yesterday;
  if (updated_at >= midnight - 7 * DAY_MS) return t.sidebar.week;
  return t.sidebar.older;
}

function groups(conversations: ConversationOut[]): [string, ConversationOut[]][] {
  const now = new Date();
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const byHeading = new Map<string, ConversationOut[]>();
  for (const it of conversations) {
    const name = heading(it, midnight);
    byHeading.set(name, [...(byHeading.get(name) ?? []), it]);
  }
  return [...byHeading];
}

const empty = (shelf: Kind): string =>
  ({ kept: t.sidebar.empty, archived: t.sidebar.noneArchived, deleted: t.sidebar.noneDeleted })[shelf];

type Props = {
  current: string | null | undefined;
  chosen: Chosen;
  onOpen: (event: MouseEvent, id: string) => void;
};

export function Conversations({ current, chosen, onOpen }: Props) {
  const app = useApp();
  const shelf = useAppState((state) => state.shelf);
  const conversations = useAppState((state) => state.conversations);
  const listed = useAppState((state) => state.listed);
  const more = useAppState((state) => state.moreConversations);
  return (
    <>
      {shelf !== "kept" && <ShelfHead shelf={shelf} />}
      {listed && !conversations.length && <p className="px-2 py-3 text-sm text-muted">{empty(shelf)}</p>}
      {groups(conversations).map(([name, members]) => (
        <section key={name} aria-label={name}>
          <h2 className="px-2 pb-1 pt-4 text-xs font-medium text-muted">{name}</h2>
          <ul className="grid grid-cols-1 gap-px">
            {members.map((it) => (
              <ConversationRow
                key={it.id}
                conversation={it}
                current={it.id === current}
                chosen={chosen.ids && chosen.has(it.id)}
                onOpen={(event) => onOpen(event, it.id)}
                onChoose={(through) => chosen.toggle(it.id, through)}
              />
            ))}
          </ul>
        </section>
      ))}
      {more && (
        <button type="button" className="button mt-3 w-full justify-center" onClick={() => void app.listing.loadMore()}>
          {t.sidebar.more}
        </button>
      )}
    </>
  );
}

/** Where one is, and the way back. */
function ShelfHead({ shelf }: { shelf: Exclude<Kind, "kept"> }) {
  const app = useApp();
  return (
    <div className="grid gap-1">
      <button
        type="button"
        className="quiet-button justify-self-start"
        // biome-ignore lint/a11y/noAutofocus: the menu that led here is gone
        autoFocus
        onClick={() => app.listing.view("kept")}
      >
        <ArrowLeft aria-hidden size={16} />
        {t.sidebar.back}
      </button>
      {shelf === "archived" ? (
        <p className="px-2 text-sm font-medium">{t.sidebar.archived}</p>
      ) : (
        <p className="px-2 text-sm text-muted">{t.sidebar.deletedHint}</p>
      )}
    </div>
  );
}
