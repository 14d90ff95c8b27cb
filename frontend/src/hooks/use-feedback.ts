/** Reads and changes what a person thinks of an answer. */
import type { FeedbackIn, FeedbackOut } from "@/api/types";
import type { Unsent } from "@/chat/app/context";
import { useApp, useAppState } from "./use-app";

const asGiven = ({ rating, comment, corrections }: FeedbackOut): FeedbackIn => ({ rating, comment, corrections });

/** `given` is null when nothing is thought; `unsent` is what the server does not have yet. */
export function useFeedback(conversation: string, answer: string) {
  const app = useApp();
  const kept = useAppState((state) => state.open[conversation]?.messages[answer]?.feedback ?? null);
  const unsent: Unsent | null = useAppState((state) => state.feedback[answer] ?? null);
  const down = useAppState((state) => state.server === "down");
  return {
    given: unsent?.given ?? (kept && asGiven(kept)),
    unsent,
    down,
    give: (given: FeedbackIn) => app.feedback.give(conversation, answer, given),
    again: () => app.feedback.again(answer),
  };
}
