"""Two everyday programs: a plain chat, and one that thinks before it answers."""

import dspy
from dspy_chat import Program, hookimpl


class Conversation(dspy.Signature):  # type: ignore[misc]
    """Answer the user's latest message helpfully and to the point, in Markdown where it helps."""

    question: str = dspy.InputField()
    history: dspy.History = dspy.InputField()
    answer: str = dspy.OutputField()


@hookimpl
def dspy_chat_programs() -> list[Program]:
    return [
        Program(
            id="chat",
            title="Chat",
            description="A plain conversation: one question, one answer.",
            build=Conversation,
            starters=("What is the capital of France?", "Name three primary colours.", "Why do leaves turn red?"),
        ),
        Program(
            id="think",
            title="Think",
            description="Thinks step by step first, and shows how.",
            build=lambda: dspy.ChainOfThought(Conversation),
            starters=("Is a whale a fish?", "A train leaves at 9:40 and takes 95 minutes. When does it arrive?"),
        ),
    ]
