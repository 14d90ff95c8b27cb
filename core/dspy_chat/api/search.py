"""/api/search: full text over all messages and titles."""

from typing import Annotated

from fastapi import APIRouter, Query

from dspy_chat.api.bodies import FoundOut, PartOut, SearchOut
from dspy_chat.api.parts import StoreDep
from dspy_chat.store import Found, pieces

router = APIRouter(prefix="/api/search", tags=["search"])


@router.get("")
async def search(
    store: StoreDep,
    q: Annotated[str, Query(max_length=1000, description='words that must all be there; `"in quotes"`, in a row')],
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    after: Annotated[int | None, Query(ge=1, le=2**53)] = None,
) -> SearchOut:
    """The messages that hold every word, the newest first, a page at a time.

    Case and accents make no difference, and any text is a query. The last word may be only begun, from its third letter
    on, unless a space follows it. In scripts without spaces a word is all that stands between two marks, and its beginning
    finds it.
    """
    looked_for = pieces(q)
    found = await store.search(looked_for, limit + 1, after)
    return SearchOut(
        words=[word for piece in looked_for for word in piece.words],
        found=[_out(one) for one in found[:limit]],
        next=str(found[limit - 1].key) if len(found) > limit else None,
    )


def _out(found: Found) -> FoundOut:
    return FoundOut(
        conversation=found.conversation,
        title=found.title,
        message=found.message,
        role=found.role,  # the table's CHECK holds it to the two roles
        created_at=found.created_at,
        snippet=[PartOut(text=text, hit=hit) for text, hit in found.snippet],
    )
