"""/api/messages/{message}/feedback: what a person thinks of an answer."""

import json
import time

from fastapi import APIRouter

from dspy_chat.api.bodies import ErrorOut, FeedbackIn, FeedbackOut
from dspy_chat.api.messages import MessageId
from dspy_chat.api.parts import StoreDep
from dspy_chat.store import FeedbackRow

router = APIRouter(prefix="/api/messages", tags=["messages"])


@router.put("/{message}/feedback", responses={404: {"model": ErrorOut}, 409: {"model": ErrorOut}})
async def give(message: MessageId, feedback: FeedbackIn, store: StoreDep) -> FeedbackOut | None:
    """Keep what a person thinks of an answer, in the place of what was kept before. Null: it was taken back."""
    comment = feedback.comment.strip()
    if feedback.rating is None and not comment and not feedback.corrections:
        await store.give(message, None)
        return None
    given_at = round(time.time() * 1000)
    corrections = json.dumps(feedback.corrections, ensure_ascii=False, separators=(",", ":"))
    await store.give(message, FeedbackRow(feedback.rating, comment, corrections, given_at))
    return FeedbackOut(rating=feedback.rating, comment=comment, corrections=feedback.corrections, given_at=given_at)
