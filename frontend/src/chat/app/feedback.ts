/** What a person thinks of answers: shown at once, sent until the server has it, and kept over a reload until then. */
import { Refused } from "@/api/client";
import type { FeedbackIn, FeedbackOut } from "@/api/types";
import { recall, remember } from "../memory";
import type { Context, Unsent } from "./context";

const NAME = "feedback";

export function createFeedback({ api, store, insist, conversation, put }: Context) {
  const { get, set } = store;
  const sending = new Set<string>();

  /** Think this of an answer, in the place of what was thought before. */
  function give(id: string, message: string, given: FeedbackIn): void {
    change(message, { conversation: id, given, problem: null });
    void send(message);
  }

  /** Send again what the server refused. */
  function again(message: string): void {
    const { [message]: unsent } = get().feedback;
    if (unsent) give(unsent.conversation, message, unsent.given);
  }

  /** Send what an earlier visit could not. */
  function resume(): void {
    for (const [message, unsent] of Object.entries(recalled())) {
      change(message, { ...unsent, problem: null });
      void send(message);
    }
  }

  function change(message: string, unsent: Unsent | null): void {
    const { [message]: _, ...others } = get().feedback;
    const feedback = unsent ? { ...others, [message]: unsent } : others;
    set({ feedback });
    remember(NAME, Object.keys(feedback).length ? JSON.stringify(feedback) : null);
  }

  /** One request at a time for each answer; what was thought meanwhile goes behind it. */
  async function send(message: string): Promise<void> {
    if (sending.has(message)) return;
    sending.add(message);
    let sent: Unsent | undefined;
    try {
      while (get().feedback[message] && sent !== get().feedback[message]) {
        const kept = await insist(() => {
          sent = get().feedback[message];
          return api.feedback(message, sent?.given ?? {});
        });
        if (sent && sent === get().feedback[message]) settle(sent.conversation, message, kept);
      }
    } catch (error) {
      refuse(message, error);
    } finally {
      sending.delete(message);
    }
  }

  function settle(id: string, message: string, kept: FeedbackOut | null): void {
    const { messages } = conversation(id);
    const known = messages[message];
    if (known) put(id, { ...conversation(id), messages: { ...messages, [message]: { ...known, feedback: kept } } });
    change(message, null);
  }

  function refuse(message: string, error: unknown): void {
    const unsent = get().feedback[message];
    // an answer that is gone needs none
    if (!unsent || (error instanceof Refused && error.status === 404)) change(message, null);
    else change(message, { ...unsent, problem: error instanceof Refused ? error.message : "" });
  }

  return { give, again, resume };
}

function recalled(): Record<string, Unsent> {
  try {
    return JSON.parse(recall(NAME) ?? "{}") as Record<string, Unsent>;
  } catch {
    return {};
  }
}
