"""Rows to response bodies."""

import json
from collections.abc import Mapping, Sequence

from dspy_chat.api.bodies import ConversationOut, ConversationTreeOut, FeedbackOut, MessageOut, RunErrorOut, RunOut
from dspy_chat.events import StartEvent, Usage
from dspy_chat.store import Store, Tree
from dspy_chat.tables import Conversation, Feedback, Message, Run


def run_out(run: Run) -> RunOut:
    start = StartEvent.model_validate_json(run.start)
    return RunOut(
        id=run.id,
        conversation=run.conversation,
        message=run.message,
        status=run.status,  # the table's CHECK holds it to RunStatus
        program=start.program,
        model=start.model,
        fields=start.fields,
        usage=Usage.model_validate_json(run.usage) if run.usage else None,
        ms=run.ms,
        error=RunErrorOut.model_validate_json(run.error) if run.error else None,
        started_at=run.started_at,
        ended_at=run.ended_at,
        steps=None if run.steps is None else bool(run.steps),
    )


def message_out(
    message: Message, runs: Mapping[str, Run], siblings: Mapping[str, list[str]], feedback: Mapping[int, Feedback]
) -> MessageOut:
    run, given = runs.get(message.id), feedback.get(message.key or 0)
    return MessageOut(
        id=message.id,
        parent=message.parent,
        role=message.role,  # the table's CHECK holds it to the two roles
        text=message.text,
        fields=json.loads(message.fields),
        created_at=message.created_at,
        run=run_out(run) if run is not None else None,
        siblings=siblings.get(message.id, []),
        feedback=feedback_out(given) if given is not None else None,
    )


def feedback_out(given: Feedback) -> FeedbackOut:
    return FeedbackOut(
        rating=given.rating,  # the table's CHECK holds it to the two ratings
        comment=given.comment,
        corrections=json.loads(given.corrections),
        given_at=given.given_at,
    )


def tree_out(tree: Tree, limit: int) -> ConversationTreeOut:
    """The newest `limit` messages of a page that may have been read with one more."""
    page = tree.messages[:limit][::-1]
    return ConversationTreeOut(
        **conversation_out(tree.conversation, tree.running).model_dump(),
        head=tree.head,
        messages=[message_out(message, tree.runs, tree.siblings, tree.feedback) for message in page],
        earlier=page[0].id if len(tree.messages) > limit else None,
    )


def conversation_out(conversation: Conversation, running: str | None) -> ConversationOut:
    return ConversationOut(
        id=conversation.id,
        title=conversation.title,
        program=conversation.program,
        created_at=conversation.created_at,
        updated_at=conversation.updated_at,
        running=running,
        pinned=bool(conversation.pinned),
        archived=bool(conversation.archived),
        deleted_at=conversation.deleted_at,
    )


async def conversations_out(store: Store, conversations: Sequence[Conversation]) -> list[ConversationOut]:
    """The lines of the list, with the runs that are answering now."""
    running = await store.running([one.id for one in conversations])
    return [conversation_out(one, running.get(one.id)) for one in conversations]
