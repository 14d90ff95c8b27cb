/** What can be done with the conversations that are chosen. */
import { Archive, ArchiveRestore, Download, ListChecks, Trash2, Undo2, X } from "lucide-react";
import { useEffect } from "react";
import type { ChangeIn, Kind } from "@/api/types";
import { useApp } from "@/hooks/use-app";
import type { Chosen } from "@/hooks/use-chosen";
import { t } from "@/i18n";
import { IconButton } from "./icon-button";

export function ChosenBar({ chosen, shelf }: { chosen: Chosen; shelf: Kind }) {
  const app = useApp();
  const ids = chosen.ids ?? [];
  const none = ids.length === 0;
  const { end } = chosen;

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("[role=menu], dialog")) return;
      event.preventDefault();
      end();
    };
    addEventListener("keydown", onKey, { capture: true });
    return () => removeEventListener("keydown", onKey, { capture: true });
  }, [end]);

  function keep(how: ChangeIn) {
    void app.keeping.keep(ids, how);
    end();
  }

  return (
    <section aria-label={t.sidebar.chosenLabel} className="flex items-center px-2 pb-2">
      <p role="status" className="min-w-0 flex-1 truncate px-2 text-sm font-medium">
        {t.sidebar.chosen(ids.length)}
      </p>
      <IconButton small icon={ListChecks} label={t.sidebar.chooseAll} onClick={chosen.all} />
      {shelf === "deleted" ? (
        <IconButton
          small
          icon={Undo2}
          label={t.sidebar.restore}
          aria-disabled={none}
          onClick={() => none || keep({ deleted: false })}
        />
      ) : (
        <>
          <IconButton
            small
            icon={shelf === "archived" ? ArchiveRestore : Archive}
            label={shelf === "archived" ? t.sidebar.unarchive : t.sidebar.archive}
            aria-disabled={none}
            onClick={() => none || keep({ archived: shelf !== "archived" })}
          />
          <IconButton
            small
            icon={Download}
            label={t.sidebar.exportChosen}
            aria-disabled={none}
            onClick={() => none || save(app.keeping.exportOf(ids))}
          />
          <IconButton
            small
            icon={Trash2}
            label={t.sidebar.remove}
            aria-disabled={none}
            onClick={() => none || keep({ deleted: true })}
          />
        </>
      )}
      <IconButton small icon={X} label={t.sidebar.chooseEnd} onClick={end} />
    </section>
  );
}

/** Save what is at this address as a file. */
function save(href: string) {
  const link = document.createElement("a");
  link.href = href;
  link.download = "";
  link.click();
}
