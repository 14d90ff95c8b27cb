/** A conversation as the page keeps it: the server's messages, and the turn that is on its way there. Pure. */
import type { ConversationOut, ConversationTreeOut, JsonValue, MessageOut, StartEvent } from "@/api/types";
import type { LiveRun } from "./live-run";

/** A message; `key` stays the same from before the server has named it, so that its element stays too. */
export type Message = MessageOut & { key?: string };

/** What was asked for: a question, or another answer to one that is there. */
export type Asked = {
  text: string;
  inputs: Record<string, JsonValue>;
  /** The message that it is said after; null: it is the first. */
  parent: string | null;
  /** The answer beside which another is to come; null: it is a new question. */
  beside: string | null;
  /** null: whoever answered last, and of the models the default. */
  program: string | null;
  model: string | null;
};

/** A turn that was sent and has no `start` event yet. `refused` says why it never will. */
export type Outgoing = Asked & {
  key: string;
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
  outgoing: Outgoing | null;
};

export const NEW: Conversation = {
  id: null,
  status: "ready",
  title: "",
  program: null,
  messages: {},
  head: null,
  outgoing: null,
};

/** What the list knows of a conversation, until its messages are here. */
export function awaited(id: string, known?: ConversationOut): Conversation {
  return { ...NEW, id, status: "loading", title: known?.title ?? "", program: known?.program ?? null };
}

/** A page of the server's messages laid over what is known. The newest page also says which branch is shown. */
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
  const { id, title, program } = tree;
  const head = page === "newest" ? tree.head : conversation.head;
  return { ...conversation, id, title, program, messages, head, status: "ready" };
}

/** The turn has a place in the tree now: its answer is the end of the branch that is shown. */
export function begun(conversation: Conversation, outgoing: Outgoing, event: StartEvent): Conversation {
  const question: Message = conversation.messages[event.parent] ?? {
    id: event.parent,
    parent: outgoing.parent,
    role: "user",
    text: outgoing.text,
    fields: outgoing.inputs,
    created_at: event.started_at,
    run: null,
    siblings: [],
    feedback: null,
    key: `${outgoing.key}-question`,
  };
  const answer: Message = {
    id: event.message,
    parent: event.parent,
    role: "assistant",
    text: "",
    fields: {},
    created_at: event.started_at,
    run: null,
    siblings: [],
    feedback: null,
    key: `${outgoing.key}-answer`,
  };
  const asked = conversation.messages[question.id] ? conversation.messages : beside(conversation.messages, question);
  const messages = beside(asked, answer);
  return {
    ...conversation,
    id: event.conversation,
    program: event.program.id,
    title: conversation.title || outgoing.text,
    messages,
    head: answer.id,
    outgoing: null,
  };
}

/** The messages with one more, which stands beside those that have the same parent. */
function beside(messages: Record<string, Message>, added: Message): Record<string, Message> {
  const others = Object.values(messages).filter(({ id, parent }) => parent === added.parent && id !== added.id);
  if (!others.length) return { ...messages, [added.id]: added };
  const ids = new Set(others.flatMap(({ id, siblings }) => (siblings.length ? siblings : [id])));
  const siblings = [...ids, added.id];
  return Object.fromEntries([
    ...Object.entries(messages),
    ...[...others, added].map((message) => [message.id, { ...message, siblings }]),
  ]);
}

/** The message before which the branch goes on at the server; null: all of it is here. */
export function earlier(path: readonly Message[]): string | null {
  const [first] = path;
  return first && first.parent !== null ? first.id : null;
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
