/** What a shared file holds: a conversation's branch, and the events of every answer exactly as they were stored. Pure. */
import type { MessageOut, RunEvent } from "@/api/types";
import { branch } from "@/chat/conversation";
import type { Recording } from "@/chat/player";

/** As the server writes it (`core/dspy_chat/api/share.py`). `entries` come in any order. */
type Saved = {
  v: 1;
  saved_at: number;
  title: string;
  head: string | null;
  entries: { message: MessageOut; events: RunEvent[] }[];
};

export type Shared = {
  title: string;
  savedAt: number;
  /** Oldest first. */
  messages: MessageOut[];
  /** Of the answers whose events are here, in the same order. */
  recordings: Recording[];
};

/** Raises SyntaxError or TypeError when the text is not what the server writes. */
export function read(text: string): Shared {
  const { v, saved_at: savedAt, title, head, entries } = JSON.parse(text) as Saved;
  if (v !== 1) throw new TypeError(`version ${v} of the format is not known here`);
  const byId = new Map(entries.map((entry) => [entry.message.id, entry]));
  const messages = branch({ messages: Object.fromEntries([...byId].map(([id, { message }]) => [id, message])), head });
  const recordings = messages.flatMap(({ id }) => {
    const events = byId.get(id)?.events ?? [];
    return events.length ? [{ message: id, events }] : [];
  });
  return { title, savedAt, messages, recordings };
}
