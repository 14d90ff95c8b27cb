"""What is read of a conversation at once: a page of a branch with all that stands beside it, or one turn of it.

Reads of one session, and so of one instant: a run that ends between two reads would show an ended run without its text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from dspy_chat.errors import BadInput
from dspy_chat.store.branches import leaf, raw, runs_of, siblings, up
from dspy_chat.store.feedback import no_message
from dspy_chat.store.keeping import there, there_is
from dspy_chat.tables import Conversation, Feedback, Message, Run


@dataclass(frozen=True)
class Tree:
    """A branch of a conversation: the newest message of it, a page of its messages, the newest first, the run of each
    answer, those that stand beside a message (itself among them), the run going on, and what was thought of answers, by
    `Message.key`."""

    conversation: Conversation
    head: str | None
    messages: list[Message]
    runs: dict[str, Run]
    siblings: dict[str, list[str]]
    running: str | None
    feedback: dict[int, Feedback]


@dataclass(frozen=True)
class Answered:
    """A turn with one answer to it: question, answer and its run."""

    question: Message
    answer: Message
    run: Run


def going_on(conversation_ids: Sequence[str]) -> Any:
    """The query for the runs that go on in these conversations: conversation and run."""
    return select(Run.conversation, Run.id).where(Run.status == "running", col(Run.conversation).in_(conversation_ids))


def read_tree(session: Session, conversation_id: str, limit: int, before: str | None, through: str | None) -> Tree:
    """See `Store.tree`."""
    conversation = there_is(session, conversation_id)
    head = conversation.head if through is None else leaf(raw(session), conversation_id, through)
    newest = before or head
    # the message `before` is the first on the way up from itself, and known
    found = up(session, conversation_id, newest, limit + (before is not None)) if newest else []
    messages = found[1:] if before else found
    goes_on = session.exec(going_on([conversation_id])).first()
    given = select(Feedback).where(col(Feedback.message).in_([message.key for message in messages]))
    return Tree(
        conversation,
        head,
        messages,
        runs_of(session, messages),
        siblings(session, messages),
        goes_on[1] if goes_on is not None else None,
        {one.message: one for one in session.exec(given).all()},
    )


def read_answered(session: Session, message_id: str) -> Answered:
    """See `Store.answered`."""
    answer = session.exec(select(Message).join(Conversation).where(Message.id == message_id, there())).first()
    if answer is None:
        raise no_message(message_id)
    if answer.role != "assistant":
        raise BadInput(f"the message {message_id!r} is a user's; name an answer to it")
    question = session.exec(select(Message).where(Message.id == answer.parent)).one()
    return Answered(question, answer, runs_of(session, [answer])[answer.id])
