/** The one chat of this page, and hooks to read it. */
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
} from "react";
import { createApi } from "@/api/client";
import { type App, type AppState, createApp } from "@/chat/app";
import { goTo } from "./use-route";

const AppContext = createContext<App | null>(null);

export function AppProvider({ children }: { children: ReactNode }) {
  const [app] = useState(() => createApp(createApi(), goTo));
  useEffect(() => {
    const leave = app.boot();
    const onVisible = () => document.visibilityState === "visible" && app.revisit();
    document.addEventListener("visibilitychange", onVisible);
    // two windows side by side are both visible: the one that is turned to is read anew
    addEventListener("focus", onVisible);
    return () => {
      leave();
      document.removeEventListener("visibilitychange", onVisible);
      removeEventListener("focus", onVisible);
    };
  }, [app]);
  return <AppContext value={app}>{children}</AppContext>;
}

export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error("useApp needs an AppProvider above it");
  return app;
}

/** A part of the chat's state. `select` must return what the state holds, not a new object. */
export function useAppState<Part>(select: (state: AppState) => Part): Part {
  const { state } = useApp();
  const read = useCallback(() => select(state.get()), [state, select]);
  return useSyncExternalStore(state.subscribe, read, read);
}
