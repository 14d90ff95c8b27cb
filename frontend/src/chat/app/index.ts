/**
 * The chat: what is known of the server, and what a person can do. One state, one object of actions, made by `createApp`.
 * Knows no React: a page reads `state` and calls actions.
 */
import type { Api } from "@/api/client";
import { createCatalog } from "./catalog";
import { createChanges } from "./changes";
import { createContext } from "./context";
import { createFeedback } from "./feedback";
import { createFinding } from "./finding";
import { createKeeping } from "./keeping";
import { createListing } from "./listing";
import { createReplays } from "./replays";
import { createTurns } from "./turns";
import { createVersions } from "./versions";

export type { AppState, Kept, Notice, Replay } from "./context";
export { kindOf } from "./listing";

export type App = ReturnType<typeof createApp>;

/** `go` puts another conversation on the page; null is a new one. */
export function createApp(api: Api, go: (conversation: string | null) => void) {
  const context = createContext(api, go);
  const catalog = createCatalog(context);
  const listing = createListing(context);
  const keeping = createKeeping(context, listing);
  const turns = createTurns(context, catalog, listing);
  const versions = createVersions(context, catalog, turns);
  const changes = createChanges(context, listing, turns);
  const replays = createReplays(context);
  const finding = createFinding(context, turns, versions);
  const feedback = createFeedback(context);

  /** Begin: what is installed, what was talked about, and what becomes of it. Returns how to stop hearing of that. */
  function boot(): () => void {
    void catalog.load();
    void listing.refresh();
    feedback.resume();
    return changes.listen();
  }

  /** The page shows this conversation now. */
  function show(id: string | null): void {
    if (context.shown !== id) replays.end();
    context.shown = id;
    if (context.store.get().sought?.conversation !== id) context.store.set({ sought: null });
    if (id !== null) {
      context.store.set(({ answered: { [id]: _, ...answered } }) => ({ answered }));
      turns.open(id);
    }
  }

  return {
    state: context.store,
    boot,
    /** The page is looked at again: it may have been asleep. */
    revisit: changes.catchUp,
    show,
    catalog,
    listing,
    keeping,
    turns,
    versions,
    replays,
    finding,
    feedback,
    trace: api.trace,
    fileOf: api.fileOf,
  };
}
