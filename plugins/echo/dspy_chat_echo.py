"""The smallest plugin: a program that answers with the question. It needs no model and no key."""

import dspy
from dspy_chat import Program, hookimpl


class Echo(dspy.Module):  # type: ignore[misc]
    """Answers with what was said."""

    async def aforward(self, question: str, history: dspy.History | None = None) -> dspy.Prediction:
        return dspy.Prediction(answer=question)


@hookimpl
def dspy_chat_programs() -> list[Program]:
    return [Program(id="echo", title="Echo", description="Says what you said. Needs no model.", build=Echo)]
