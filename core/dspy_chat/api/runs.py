"""/api/runs: one run's status and events, and its stop."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response

from dspy_chat.api.bodies import Id, RunOut, TraceOut
from dspy_chat.api.outs import run_out
from dspy_chat.api.parts import PartsDep, RunsDep, StoreDep
from dspy_chat.api.streams import EVENTS, AfterDep, stream
from dspy_chat.sse import EventStream

router = APIRouter(prefix="/api/runs", tags=["runs"])
RunId = Annotated[Id, Path(alias="run")]
Speed = Annotated[float | Literal["max"], Query(description="0.25 to 100 times its own pace, or `max`")]


@router.get("/{run}")
async def read(run: RunId, store: StoreDep) -> RunOut:
    """A run's status, usage and timing."""
    return run_out(await store.run(run))


@router.get("/{run}/events", status_code=200, response_class=EventStream, responses=EVENTS)
async def events(run: RunId, after: AfterDep, parts: PartsDep, speed: Speed = "max") -> Response:
    """Follow a run: live, resumed from a cursor, or replayed. The bytes are those that were sent first (pings aside)."""
    return stream(await parts.runs.follow(run, after, _pace(speed)), run, parts)


@router.get("/{run}/trace", response_model=TraceOut)
async def trace(run: RunId, runs: RunsDep) -> Response:
    """Every model call of a run: messages as sent, answer, tokens, time, and which part of the program asked."""
    calls = await runs.trace(run)
    return Response(f'{{"run":"{run}",{calls[1:]}', media_type="application/json")


def _pace(speed: float | Literal["max"]) -> float | None:
    return None if speed == "max" else min(100.0, max(0.25, speed))


@router.post("/{run}/stop")
async def stop(run: RunId, runs: RunsDep, store: StoreDep) -> RunOut:
    """End a run. Answers when its partial answer is stored; does nothing to a run that has ended."""
    await runs.stop(run)
    return run_out(await store.run(run))
