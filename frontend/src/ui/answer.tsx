/** One answer, the same whether it is arriving, replayed or stored. */
import { memo } from "react";
import type { Message } from "@/chat/conversation";
import { useAnswer } from "@/hooks/use-answer";
import { AnswerBody } from "./answer-body";
import { AnswerFailure } from "./answer-failure";
import { AnswerFooter } from "./answer-footer";

export const Answer = memo(function Answer({ message, conversation }: { message: Message; conversation: string }) {
  const { state, link, replayed } = useAnswer(message);
  return (
    <AnswerBody state={state} link={link}>
      {state.phase !== "running" && !replayed && (
        <AnswerFailure state={state} conversation={conversation} answer={message.id} />
      )}
      {state.phase !== "running" && <AnswerFooter state={state} conversation={conversation} answer={message.id} />}
    </AnswerBody>
  );
});
