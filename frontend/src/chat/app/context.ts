/** What the parts of the chat share: the state, the server, the runs that are alive. */
import { type Api, Unreachable } from "@/api/client";
import type { ConversationOut, ModelOut, PluginOut, ProgramOut } from "@/api/types";
import { backoffMs } from "@/sse/follow";
import { awaited, type Conversation, NEW } from "../conversation";
import type { LiveRun } from "../live-run";
import type { Player } from "../player";
import { createStore, type Store } from "../store";

export type Notice =
  | {
      kind: "busy" | "arriving" | "chooseFailed" | "stopFailed" | "replayFailed" | "renameFailed" | "deleteFailed";
      message?: string;
    }
  | { kind: "deleted"; title: string; conversation: string };

/** `whole`: every answer of the conversation, one after the other. */
export type Replay = { conversation: string; player: Player; whole: boolean };

export type AppState = {
  server: "connecting" | "up" | "down";
  programs: ProgramOut[];
  plugins: PluginOut[];
  /** Whether `programs`, `plugins` and `models` are what the server says. */
  catalogued: boolean;
  models: ModelOut[];
  conversations: ConversationOut[];
  moreConversations: string | null;
  /** Whether `conversations` is. */
  listed: boolean;
  /** By id; the conversation that has none yet is under "new". */
  open: Record<string, Conversation>;
  /** Choice for the next turn, by conversation; absent: what the conversation last used. */
  chosenProgram: Record<string, string>;
  /** null: the default. */
  chosenModel: string | null;
  notice: Notice | null;
  /** Grows when a message goes back into a draft: composers read theirs again. */
  draftsReturned: number;
  /** What the new chat on the page has become, a new object each time: what is being written there goes along. */
  named: { conversation: string } | null;
  /** What a screen reader is told, politely. */
  announced:
    | { what: "answering" | "finished" | "failed" | "stopped"; program: string }
    | { what: "version"; place: number; of: number }
    | null;
  replay: Replay | null;
  /** The message that a search has led to. */
  sought: { conversation: string; message: string } | null;
  /** The version of a message that was turned to: back or on, and where on the screen (px) its switch was. */
  turned: { conversation: string; message: string; step: -1 | 1; top: number } | null;
};

const INITIAL: AppState = {
  server: "connecting",
  programs: [],
  plugins: [],
  catalogued: false,
  models: [],
  conversations: [],
  moreConversations: null,
  listed: false,
  open: { new: NEW },
  chosenProgram: {},
  chosenModel: null,
  notice: null,
  draftsReturned: 0,
  named: null,
  announced: null,
  replay: null,
  sought: null,
  turned: null,
};

/** `shown` is the conversation on the page (null: a new one); `go` puts another there. */
export type Context = {
  api: Api;
  store: Store<AppState>;
  shown: string | null;
  go: (conversation: string | null) => void;
  /** By message id: answers that are arriving, and those that arrived while this page was open. */
  live: Map<string, LiveRun>;
  settled: Map<string, LiveRun>;
  /** By conversation, how often its branch has changed on this page: what was read before that is old. */
  moves: Map<string, number>;
  moved(id: string): void;
  conversation(id: string | null): Conversation;
  put(key: string, value: Conversation): void;
  /** Ask until the server answers, and tell the page meanwhile. Throws Refused. */
  insist<Out>(ask: () => Promise<Out>): Promise<Out>;
};

/** Under which name a conversation is kept. */
export const keyOf = (id: string | null): string => id ?? "new";

export function createContext(api: Api, go: Context["go"]): Context {
  const store = createStore(INITIAL);
  const moves = new Map<string, number>();
  return {
    api,
    store,
    shown: null,
    go,
    live: new Map(),
    settled: new Map(),
    moves,
    moved: (id) => void moves.set(id, (moves.get(id) ?? 0) + 1),
    conversation: (id) => store.get().open[keyOf(id)] ?? awaited(keyOf(id)),
    put: (key, value) => store.set(({ open }) => ({ open: { ...open, [key]: value } })),
    async insist(ask) {
      for (let failures = 0; ; failures++) {
        try {
          const answer = await ask();
          store.set({ server: "up" });
          return answer;
        } catch (error) {
          if (!(error instanceof Unreachable)) throw error;
          store.set({ server: "down" });
          await new Promise((resolve) => setTimeout(resolve, backoffMs(failures)));
        }
      }
    },
  };
}
