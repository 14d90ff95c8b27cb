"""/api/runs: one run's status and events, and its stop."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from dspy_chat.api.bodies import Id, RunOut
from dspy_chat.api.outs import run_out
from dspy_chat.api.parts import PartsDep, RunsDep, StoreDep
from dspy_chat.api.streams import EVENTS, MOST_RUNS, AfterDep, SeenDep, Speed, pace_of, stream
from dspy_chat.errors import BadInput
from dspy_chat.events import ModelUsage
from dspy_chat.sse import EventStream

router = APIRouter(prefix="/api/runs", tags=["runs"])
RunId = Annotated[Id, Path(alias="run")]
RunIds = Annotated[list[Id], Query(min_length=1, max_length=MOST_RUNS)]


class TraceMessageOut(BaseModel):
    role: str
    text: str


class ModelCallOut(BaseModel):
    """One model call of a run: each attempt is one. Times are in ms; `began_ms` since the run began."""

    id: str = Field(description="also the id of its `status` events")
    predictor: str = Field(description="name of the predictor that asked; empty for a model that a program asks itself")
    parent: str | None = Field(description="id of the step that it is a part of; null: the program itself")
    model: str
    messages: list[TraceMessageOut] = Field(description="as they were sent")
    answer: str
    thinking: str | None = Field(description="the model's own reasoning")
    usage: ModelUsage
    began_ms: int
    ms: int | None = Field(description="null while it goes on")
    error: str | None = Field(description="code of what ended it; `stopped` for one that was going when its run ended")
    cut: bool = Field(description="whether some of its text was too long to be kept")


class TraceOut(BaseModel):
    """The model calls of a run, in the order in which they began; `dropped` more were made."""

    run: Id
    v: Literal[1]
    calls: list[ModelCallOut]
    dropped: int


@router.get("/events", status_code=200, response_class=EventStream, responses=EVENTS)
async def events_of_several(run: RunIds, seen: SeenDep, parts: PartsDep) -> Response:
    """Follow several runs on one connection, of which a browser has six: each run's events in their order, until all have
    ended. An event's id is the cursor of all of them: send it back as it is, and drop events that you have.
    """
    if len(set(run)) < len(run):
        raise BadInput("a run is named twice; name each once")
    if not seen.keys() <= set(run):
        raise BadInput("the cursor is of other runs than these; send back the id of an event of this stream")
    await parts.runs.know(*run)
    return stream(await parts.runs.following.several({one: seen.get(one, 0) for one in run}), parts)


@router.get("/{run}")
async def read(run: RunId, store: StoreDep) -> RunOut:
    """A run's status, usage and timing."""
    return run_out(await store.run(run))


@router.get("/{run}/events", status_code=200, response_class=EventStream, responses=EVENTS)
async def events(run: RunId, after: AfterDep, parts: PartsDep, speed: Speed = "max") -> Response:
    """Follow a run: live, resumed from a cursor, or replayed. The bytes are those that were sent first (pings aside)."""
    await parts.runs.know(run)
    return stream(await parts.runs.follow(run, after, pace_of(speed)), parts, run)


@router.get("/{run}/trace", response_model=TraceOut)
async def trace(run: RunId, runs: RunsDep) -> Response:
    """Every model call of a run: messages as sent, answer, tokens, time, and which part of the program asked."""
    calls = await runs.trace(run)
    return Response(f'{{"run":"{run}",{calls[1:]}', media_type="application/json")


@router.post("/{run}/stop")
async def stop(run: RunId, runs: RunsDep, store: StoreDep) -> RunOut:
    """End a run. Answers when its partial answer is stored; does nothing to a run that has ended."""
    await runs.stop(run)
    return run_out(await store.run(run))
