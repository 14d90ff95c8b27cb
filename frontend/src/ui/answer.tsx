/** One answer, the same whether it is arriving, replayed or stored. */
import { memo } from "react";
import type { Message } from "@/chat/conversation";
import { useAnswer } from "@/hooks/use-answer";
import { AnswerBody } from "./answer-body";
import { AnswerFailure } from "./answer-failure";
import { AnswerFooter } from "./answer-footer";
import { Versions } from "./versions";

type Props = { message: Message; conversation: string; sought: boolean };

/** `sought`: a search has led here. */
export const Answer = memo(function Answer({ message, conversation, sought }: Props) {
  const { state, link, replayed } = useAnswer(message);
  return (
    <AnswerBody state={state} link={link} sought={sought}>
      {state.phase !== "running" && !replayed && (
        <AnswerFailure state={state} conversation={conversation} answer={message.id} />
      )}
      <AnswerFooter state={state} conversation={conversation} answer={message.id}>
        <Versions message={message} conversation={conversation} />
      </AnswerFooter>
    </AnswerBody>
  );
});
