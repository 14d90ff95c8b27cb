"""GET /health: whether the server lives, with what."""

from importlib.metadata import version
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from dspy_chat.api.parts import PartsDep
from dspy_chat.events import ModelRef


class HealthOut(BaseModel):
    status: Literal["ok", "draining"]
    version: str
    database: Literal["ok", "full"] = Field(
        description="full: the disk is; all can be read, and no turn is taken until there is space again"
    )
    model: ModelRef
    programs: int
    running: int


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
