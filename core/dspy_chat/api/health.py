"""GET /health: whether the server lives, with what."""

from importlib.metadata import version

from fastapi import APIRouter

from dspy_chat.api.bodies import HealthOut
from dspy_chat.api.parts import PartsDep

router = APIRouter(tags=["health"])


@router.get("/health")
async def health(parts: PartsDep) -> HealthOut:
    """200 once the server takes turns, `draining` when it takes no new ones; the database was read for this answer."""
    await parts.store.check()
    return HealthOut(
        status="draining" if parts.runs.draining else "ok",
        version=version("dspy-chat"),
        database="full" if parts.store.full else "ok",
        model=parts.models.default.ref,
        programs=len(parts.programs.by_id),
        running=parts.runs.running,
    )
