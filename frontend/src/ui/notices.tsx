/** What the page has to say: once in a corner for the eyes, once in a quiet place for a screen reader. */
import { WifiOff, X } from "lucide-react";
import { useEffect } from "react";
import type { Notice } from "@/chat/app";
import { useApp, useAppState } from "@/hooks/use-app";
import { useOnline } from "@/hooks/use-online";
import { t } from "@/i18n";
import { IconButton } from "./icon-button";

const SHOWN_MS = 8000;

function noticeText(notice: Notice): string {
  if (notice.kind === "kept") return t.notice.kept[notice.what](notice.title || t.sidebar.untitled, notice.count);
  return [t.notice[notice.kind], notice.message].filter(Boolean).join(" ");
}

/** What can be taken back stays until it is dismissed, so that nobody has to hurry (WCAG 2.2.1). */
export function Toast() {
  const app = useApp();
  const notice = useAppState((state) => state.notice);
  const kept = notice?.kind === "kept";
  const dismiss = () => app.state.set({ notice: null });
  useEffect(() => {
    if (!notice || notice.kind === "kept") return;
    const timer = setTimeout(() => app.state.set({ notice: null }), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [app, notice]);
  return (
    <div
      role="status"
      className="pointer-events-none absolute inset-x-0 bottom-full z-20 mb-3 flex justify-center px-4"
    >
      {notice && (
        <div className="toast">
          <p className="min-w-0 break-words">{noticeText(notice)}</p>
          {kept && (
            <button
              key={notice.undo.ids.join()}
              type="button"
              // biome-ignore lint/a11y/noAutofocus: the row that held the focus is gone, and this takes it back
              autoFocus
              className="button"
              onClick={() => void app.keeping.undo().then(focusOn)}
            >
              {t.notice.undo}
            </button>
          )}
          <IconButton
            small
            icon={X}
            label={t.notice.dismiss}
            onClick={() => {
              dismiss();
              if (kept) focusOn(null);
            }}
          />
        </div>
      )}
    </div>
  );
}

/** The toast that held the focus is gone: go on at this conversation in the list, else where one writes. */
function focusOn(conversation: string | null): void {
  requestAnimationFrame(() => {
    const row = conversation && document.getElementById(`row-${conversation}`);
    (row || document.getElementById("message"))?.focus();
  });
}

export function ServerBanner() {
  const server = useAppState((state) => state.server);
  const online = useOnline();
  return (
    <div role="status">
      {(server === "down" || !online) && (
        <p className="flex items-center justify-center gap-2 bg-signal-soft px-4 py-2 text-sm text-ink">
          <WifiOff aria-hidden size={16} />
          {online ? t.server.down : t.server.offline}
        </p>
      )}
    </div>
  );
}

export function Announcer() {
  const announced = useAppState((state) => state.announced);
  return (
    <p role="status" className="sr-only">
      {announced &&
        (announced.what === "version"
          ? t.versions.place(announced.place, announced.of)
          : t.announce[announced.what](announced.program))}
    </p>
  );
}
