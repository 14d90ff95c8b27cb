"""The parts of the app that routes ask for, as dependencies, so that a route reads as a sentence.

They are async although they wait for nothing: FastAPI would hand each plain one to a thread and back, for every request.
"""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from dspy_chat.eventlog import EventLog
from dspy_chat.exchange import Exchange
from dspy_chat.models import Models
from dspy_chat.plugins import Programs
from dspy_chat.runs import Runs
from dspy_chat.settings import Settings
from dspy_chat.store import Store


@dataclass(frozen=True)
class Parts:
    """What one server is made of. Lives on `app.state.parts` while the server runs."""

    settings: Settings
    store: Store
    log: EventLog
    programs: Programs
    models: Models
    runs: Runs
    exchange: Exchange


async def _parts(request: Request) -> Parts:
    return cast(Parts, request.app.state.parts)


PartsDep = Annotated[Parts, Depends(_parts)]


async def _store(parts: PartsDep) -> Store:
    return parts.store


async def _runs(parts: PartsDep) -> Runs:
    return parts.runs


StoreDep = Annotated[Store, Depends(_store)]
RunsDep = Annotated[Runs, Depends(_runs)]
