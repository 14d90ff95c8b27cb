/**
 * The chat: what is known of the server, and what a person can do. One state, one object of actions, made by `createApp`.
 * Knows no React: a page reads `state` and calls actions.
 */
import type { Api } from "@/api/client";
import { createCatalog } from "./catalog";
import { createContext } from "./context";
import { createFinding } from "./finding";
import { createListing } from "./listing";
import { createReplays } from "./replays";
import { createTurns } from "./turns";
import { createVersions } from "./versions";

export type { AppState, Notice, Replay } from "./context";

export type App = ReturnType<typeof createApp>;

/** `go` puts another conversation on the page; null is a new one. */
export function createApp(api: Api, go: (conversation: string | null) => void) {
  const context = createContext(api, go);
  const catalog = createCatalog(context);
  const listing = createListing(context);
  const turns = createTurns(context, catalog, listing);
  const versions = createVersions(context, catalog, turns);
  const replays = createReplays(context);
  const finding = createFinding(context, turns, versions);

  /** Begin: what is installed, and what was talked about. */
  function boot(): void {
    void catalog.load();
    void listing.refresh();
  }

  /** The page is looked at again: other tabs may have gone on meanwhile. */
  function revisit(): void {
    void listing.refresh();
    if (context.shown && !turns.answering(context.shown)) void turns.load(context.shown);
  }

  /** The page shows this conversation now. */
  function show(id: string | null): void {
    if (context.shown !== id) replays.end();
    context.shown = id;
    if (context.store.get().sought?.conversation !== id) context.store.set({ sought: null });
    if (id !== null) turns.open(id);
  }

  return {
    state: context.store,
    boot,
    revisit,
    show,
    catalog,
    listing,
    turns,
    versions,
    replays,
    finding,
    trace: api.trace,
    fileOf: api.fileOf,
  };
}
