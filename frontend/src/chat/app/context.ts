/** What the parts of the chat share: the state, the server, the runs that are alive. */
import { type Api, Unreachable } from "@/api/client";
import type { ChangeIn, ConversationOut, Kind, ModelOut, PluginOut, ProgramOut } from "@/api/types";
import { backoffMs } from "@/sse/follow";
import { awaited, type Conversation, NEW } from "../conversation";
import type { LiveRun } from "../live-run";
import type { Player } from "../player";
import { createStore, type Store } from "../store";

/** What was done with conversations, `title` the first of them, and how it is taken back; `left`: the one that was shown. */
export type Kept = {
  kind: "kept";
  what: "deleted" | "restored" | "archived" | "unarchived";
  title: string;
  count: number;
  undo: { ids: string[]; how: ChangeIn; left: string | null };
};

export type Notice =
  | {
      kind: "busy" | "arriving" | "chooseFailed" | "stopFailed" | "replayFailed" | "renameFailed" | "changeFailed";
      message?: string;
    }
  | Kept;

/** `whole`: every answer of the conversation, one after the other. */
export type Replay = { conversation: string; player: Player; whole: boolean };

export type AppState = {
  server: "connecting" | "up" | "down";
  programs: ProgramOut[];
  plugins: PluginOut[];
  /** Whether `programs`, `plugins` and `models` are what the server says. */
  catalogued: boolean;
  models: ModelOut[];
  /** Which list of conversations is in view. */
  shelf: Kind;
  conversations: ConversationOut[];
  moreConversations: string | null;
  /** Whether `conversations` is. */
  listed: boolean;
  /** Conversations with an answer that ended while another was looked at. */
  answered: Record<string, true>;
  /** By id; the conversation that has none yet is under "new". */
  open: Record<string, Conversation>;
  /** Choice for the next turn, by conversation; absent: what the conversation last used. */
  chosenProgram: Record<string, string>;
  /** null: the default. */
  chosenModel: string | null;
  notice: Notice | null;
  /** Grows when a message goes back into a draft: composers read theirs again. */
  draftsReturned: number;
  /** An input of the last message that the server did not take, until it is changed; `place` is a JSON pointer. */
  inputRefused: { conversation: string | null; program: string; place: string; reason: string } | null;
  /** What the new chat on the page has become, a new object each time: what is being written there goes along. */
  named: { conversation: string } | null;
  /** What a screen reader is told, politely. */
  announced:
    | { what: "answering" | "finished" | "failed" | "stopped"; program: string }
    | { what: "version"; place: number; of: number }
    | null;
  replay: Replay | null;
  /** What lies over the page. */
  sheet: "palette" | "settings" | "help" | null;
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
  shelf: "kept",
  conversations: [],
  moreConversations: null,
  listed: false,
  answered: {},
  open: { new: NEW },
  chosenProgram: {},
  chosenModel: null,
  notice: null,
  draftsReturned: 0,
  inputRefused: null,
  named: null,
  announced: null,
  replay: null,
  sheet: null,
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
