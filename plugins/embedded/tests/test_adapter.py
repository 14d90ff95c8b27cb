from typing import Any, Literal

import dspy
import pytest
from dspy_chat_embedded.adapter import PlainAdapter
from dspy_chat_embedded.guided import FIELDS, Field
from dspy_chat_embedded.history import PROMPT_WEIGHT, weight


class Chat(dspy.Signature):  # type: ignore[misc]
    """You are a friendly assistant."""

    history: dspy.History = dspy.InputField()
    message: str = dspy.InputField()
    answer: str = dspy.OutputField()


class Sort(dspy.Signature):  # type: ignore[misc]
    text: str = dspy.InputField()
    topic: str = dspy.InputField()
    mood: Literal["good", "bad"] = dspy.OutputField()
    urgent: bool = dspy.OutputField(desc="whether it cannot wait")


def prompt(signature: Any, **inputs: Any) -> list[tuple[str, str]]:
    messages = PlainAdapter().format(signature, [], inputs)
    return [(message["role"], message["content"]) for message in messages]


def test_one_question_is_sent_as_it_was_written() -> None:
    assert prompt(dspy.Signature("question -> answer"), question="Why?") == [
        ("system", "You are a helpful assistant. Answer briefly and correctly."),
        ("user", "Why?"),
    ]


def test_history_becomes_plain_turns() -> None:
    history = dspy.History(messages=[{"message": "I am Anna.", "answer": "Hello!"}, {"message": "Hm", "answer": None}])
    assert prompt(Chat, history=history, message="Who am I?") == [
        ("system", "You are a friendly assistant."),
        ("user", "I am Anna."),
        ("assistant", "Hello!"),
        ("user", "Hm"),
        ("user", "Who am I?"),
    ]


def test_several_fields_are_named_and_described() -> None:
    system, user = prompt(Sort, text="Help!", topic="mail")
    assert system[1].endswith(
        "Reply with mood (one of: good, bad), then urgent (True or False): whether it cannot wait."
    )
    assert user[1] == "text: Help!\ntopic: mail"


def test_examples_are_plain_turns_too() -> None:
    demo = {"text": "Hi", "topic": "mail", "mood": "good", "urgent": False}
    messages = PlainAdapter().format(Sort, [demo], {"text": "x", "topic": "y"})
    assert [message["content"] for message in messages[1:3]] == ["text: Hi\ntopic: mail", "Mood: good\nUrgent: False"]
    assert not any("[[ ##" in message["content"] for message in messages)


def test_a_program_without_inputs_still_asks() -> None:
    assert prompt(dspy.Signature("-> joke"))[-1] == ("user", "Please answer.")


def test_a_long_conversation_keeps_within_the_models_memory() -> None:
    turn = {"message": "Tell me more, please.", "answer": "1234567890 " * 40}
    messages = prompt(Chat, history=dspy.History(messages=[turn] * 500), message="And now?")
    assert messages[0] == ("system", "You are a friendly assistant.")
    assert messages[-1] == ("user", "And now?")
    assert 3 < len(messages) < 40
    assert sum(weight(content) for _, content in messages) <= PROMPT_WEIGHT


def test_answers_are_read_like_any_chat_answer() -> None:
    completion = "[[ ## mood ## ]]\ngood\n\n[[ ## urgent ## ]]\nTrue\n\n[[ ## completed ## ]]"
    assert PlainAdapter().parse(Sort, completion) == {"mood": "good", "urgent": True}


class FieldsSeen:
    """An engine that notes which fields it was told of."""

    def __init__(self) -> None:
        self.seen: list[Any] = []

    def complete(self, request: Any) -> Any:
        self.seen.append(FIELDS.get())
        text = dspy.lm15.TextPart(text="[[ ## answer ## ]]\nyes\n\n[[ ## completed ## ]]")
        return dspy.lm15.Response(
            id=None,
            model=request.model,
            message=dspy.lm15.Message.assistant([text]),
            finish_reason="stop",
            usage=dspy.lm15.Usage(),
        )


class AsyncFieldsSeen(FieldsSeen):
    async def complete(self, request: Any) -> Any:
        return super().complete(request)


async def test_the_engine_learns_the_fields_of_each_call_and_of_no_other() -> None:
    engine, async_engine = FieldsSeen(), AsyncFieldsSeen()
    lm = dspy.LM("test/model", engine=engine, async_engine=async_engine, cache=False)
    with dspy.context(lm=lm, adapter=PlainAdapter()):
        dspy.Predict("question -> answer")(question="?")
        await dspy.Predict("question -> answer").acall(question="?")
    assert engine.seen == async_engine.seen == [(Field("answer", str),)]
    assert FIELDS.get() is None


def test_the_adapter_is_a_chat_adapter() -> None:
    assert isinstance(PlainAdapter(), dspy.ChatAdapter)


@pytest.mark.parametrize("value", ["", "   ", None])
def test_empty_inputs_are_left_out(value: Any) -> None:
    assert prompt(Sort, text="Help!", topic=value)[-1] == ("user", "Help!")
