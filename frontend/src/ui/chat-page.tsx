"use client";
/** The whole page: conversations beside the one that is open. */
import clsx from "clsx";
import { Suspense, useEffect, useRef } from "react";
import { NEW } from "@/chat/conversation";
import { AppProvider, useApp, useAppState } from "@/hooks/use-app";
import { Words } from "@/hooks/use-language";
import { goTo, useAtPrograms, useConversationId } from "@/hooks/use-route";
import { useShortcuts } from "@/hooks/use-shortcuts";
import { useSidebar } from "@/hooks/use-sidebar";
import { t } from "@/i18n";
import { Boundary } from "./boundary";
import { Broken } from "./broken";
import { Composer } from "./composer";
import { Header } from "./header";
import { Gallery } from "./late";
import { Announcer, ServerBanner, Toast } from "./notices";
import { ReplayBar } from "./replay-bar";
import { Sheets } from "./sheets";
import { Sidebar } from "./sidebar";
import { Thread } from "./thread";
import { Welcome } from "./welcome";

export function ChatPage() {
  return (
    <AppProvider>
      <Words>
        <Boundary fallback={(error, again) => <Broken error={error} again={again} />}>
          <Page />
        </Boundary>
      </Words>
    </AppProvider>
  );
}

function Page() {
  const app = useApp();
  const id = useConversationId();
  const atPrograms = useAtPrograms();
  const sidebar = useSidebar();
  useShortcuts(id ?? null, sidebar.toggle);
  useEffect(() => {
    if (id !== undefined) app.show(id);
  }, [app, id]);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!sidebar.covers) return;
    const before = document.activeElement;
    list.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, [sidebar.covers]);
  return (
    <div className="page" data-sidebar={sidebar.state}>
      <a href="#dock" className="skip">
        {t.skip}
      </a>
      <div ref={list} tabIndex={-1} className="page-sidebar" inert={!sidebar.open}>
        <Sidebar current={id} covers={sidebar.covers} onClose={sidebar.close} onLeave={sidebar.leave} />
      </div>
      {sidebar.covers && (
        <button
          type="button"
          tabIndex={-1}
          aria-label={t.sidebar.close}
          className="page-veil"
          onClick={sidebar.close}
        />
      )}
      <div className="page-main" inert={sidebar.covers}>
        <Header
          conversation={id}
          heading={atPrograms ? t.gallery.title : ""}
          sidebarOpen={sidebar.open && !sidebar.covers}
          onOpenSidebar={sidebar.show}
        />
        <ServerBanner />
        {atPrograms ? (
          <main id="dock" tabIndex={-1} className="flex min-h-0 flex-1 flex-col">
            <Suspense fallback={null}>
              <Gallery />
            </Suspense>
            <div className="relative">{!sidebar.covers && <Toast />}</div>
          </main>
        ) : (
          <Main id={id} covered={sidebar.covers} />
        )}
        <Announcer />
      </div>
      <Sheets conversation={id ?? null} />
    </div>
  );
}

function Main({ id, covered }: { id: string | null | undefined; covered: boolean }) {
  const box = useRef<HTMLTextAreaElement>(null);
  const conversation = useAppState((state) => state.open)[id ?? "new"] ?? NEW;
  const replay = useAppState((state) => state.replay);
  const empty = id === null && !conversation.outgoing && !conversation.head;
  const there = conversation.status === "ready" || conversation.head !== null || conversation.outgoing !== null;
  return (
    <main className="flex min-h-0 flex-1 flex-col">
      {id === undefined || (!there && conversation.status === "loading") ? (
        <p className="grid flex-1 place-items-center text-muted">{t.conversation.loading}</p>
      ) : !there ? (
        <Unavailable id={id} missing={conversation.status === "missing"} />
      ) : empty ? (
        <Welcome box={box} />
      ) : (
        <Thread conversation={conversation} />
      )}
      <div id="dock" tabIndex={-1} className={clsx("dock", !there && "hidden")}>
        {!covered && <Toast />}
        {replay ? <ReplayBar replay={replay} /> : <Composer conversation={id ?? null} box={box} />}
      </div>
    </main>
  );
}

function Unavailable({ id, missing }: { id: string | null; missing: boolean }) {
  const app = useApp();
  return (
    <div className="grid flex-1 place-content-center justify-items-center gap-4 p-6 text-center">
      <p className="text-muted">{missing ? t.conversation.missing : t.conversation.failed}</p>
      {id !== null && !missing && (
        <button type="button" className="button" onClick={() => void app.turns.load(id)}>
          {t.conversation.again}
        </button>
      )}
      <button type="button" className="button" onClick={() => goTo(null)}>
        {t.notFound.home}
      </button>
    </div>
  );
}
