/** A conversation as the page keeps it: the server's messages, and the turn that is on its way there. Pure. */
import type { ConversationOut, ConversationTreeOut, JsonValue, MessageOut, StartEvent } from "@/api/types";
import type { LiveRun } from "./live-run";

/** A message; `key` stays the same from before the server has named it, so that its element stays too. */
export type Message = MessageOut & { key?: string };

/** A turn that was sent and has no `start` event yet. `refused` says why it never will. */
export type Outgoing = {
  key: string;
  text: string;
  inputs: Record<string, JsonValue>;
  /** The message that it is said after; null: it is the first. */
  parent: string | null;
  run: LiveRun;
  refused: { code: string; message: string } | null;
};

export type Conversation = {
  /** null: not named by the server yet. */
  id: string | null;
  status: "loading" | "ready" | "missing" | "failed";
  title: string;
  program: string | null;
  messages: Record<string, Message>;
  head: string | null;
  earlier: string | null;
  outgoing: Outgoing | null;
};

export const NEW: Conversation = {
  id: null,
  status: "ready",
  title: "",
  program: null,
  messages: {},
  head: null,
  earlier: null,
  outgoing: null,
};

/** What the list knows of a conversation, until its messages are here. */
export function awaited(id: string, known?: ConversationOut): Conversation {
  return { ...NEW, id, status: "loading", title: known?.title ?? "", program: known?.program ?? null };
}

/** A page of the server's messages laid over what is known. The newest page also says where the branch ends. */
export function merged(
  conversation: Conversation,
  tree: ConversationTreeOut,
  page: "newest" | "earlier",
): Conversation {
  const messages = { ...conversation.messages };
  for (const message of tree.messages) {
    const key = messages[message.id]?.key;
    messages[message.id] = key ? { ...message, key } : message;
  }
  const { id, title, program, earlier } = tree;
  const head = page === "newest" ? tree.head : conversation.head;
  const keepEarlier =
    page === "newest" && conversation.status === "ready" && Object.keys(messages).length > tree.messages.length;
  const cursor = keepEarlier ? conversation.earlier : earlier;
  return { ...conversation, id, title, program, messages, head, earlier: cursor, status: "ready" };
}

/** The turn has a place in the tree now: question and answer, at the end of the branch. */
export function begun(conversation: Conversation, outgoing: Outgoing, event: StartEvent): Conversation {
  const question: Message = {
    id: event.parent,
    parent: outgoing.parent,
    role: "user",
    text: outgoing.text,
    fields: outgoing.inputs,
    created_at: event.started_at,
    siblings: [],
    feedback: null,
    run: null,
    key: `${outgoing.key}-question`,
  };
  const answer: Message = {
    id: event.message,
    parent: event.parent,
    role: "assistant",
    text: "",
    fields: {},
    created_at: event.started_at,
    siblings: [],
    feedback: null,
    run: null,
    key: `${outgoing.key}-answer`,
  };
  return {
    ...conversation,
    id: event.conversation,
    program: event.program.id,
    title: conversation.title || outgoing.text,
    messages: { ...conversation.messages, [question.id]: question, [answer.id]: answer },
    head: answer.id,
    outgoing: null,
  };
}

/** The current branch, oldest first: from the head up through the parents, as far as they are loaded. */
export function branch(conversation: Pick<Conversation, "messages" | "head">): Message[] {
  const path: Message[] = [];
  const passed = new Set<string>();
  let id = conversation.head;
  while (id !== null && !passed.has(id)) {
    passed.add(id);
    const message: Message | undefined = conversation.messages[id];
    if (!message) break;
    path.push(message);
    id = message.parent;
  }
  return path.reverse();
}
