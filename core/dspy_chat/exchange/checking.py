"""Holds what a file says of a run against the run's own events. Knows neither where they come from nor where they go."""

from typing import Final

from pydantic import ValidationError
from pydantic_core import PydanticCustomError, from_json

from dspy_chat.errors import BadInput
from dspy_chat.events import EndEvent, ErrorEvent, Event, FieldRef, FinalEvent, StartEvent, decode, encode
from dspy_chat.exchange.lines import LARGEST, FeedbackPart, RunLine, compact, countable, error_text, shown, why
from dspy_chat.partial import Partial
from dspy_chat.store import MessageRow, refuse_wrong
from dspy_chat.wellformed import clean_json

LIMIT: Final = 256 << 20
"""Bytes of one run's events: it is stored, and so held, at once. One that says something in each display frame of its ten
minutes, and 10 MB with it, has a tenth of that."""


class Following:
    """The events of one run, one by one, until its end. Everything raises BadInput, which says what is wrong."""

    def __init__(self, line: RunLine, question: str, answer: MessageRow, given: FeedbackPart | None) -> None:
        self.line = line
        self.over = False
        self.count = 0
        self._question = question
        self._answer = answer
        self._given = given
        self._final = False
        self._error: ErrorEvent | None = None
        self._bytes = 0
        self._partial = Partial()
        self._fields: list[FieldRef] = []

    def add(self, text: str) -> None:
        """The next event's text."""
        event = _event(text)
        self.count += 1
        self._bytes += len(text)
        if self._bytes > LIMIT:
            raise BadInput(f"the run {self.line.id!r} has more than {LIMIT} bytes of events")
        if event.run != self.line.id:
            raise BadInput(f"this event is one of the run {shown(event.run)}, and here are those of {self.line.id!r}")
        if event.seq != self.count:
            raise BadInput(f"this is event {event.seq} of the run {self.line.id!r}, and event {self.count} is due")
        self._take(event)
        self._partial.add(event)

    def _take(self, event: Event) -> None:
        if isinstance(event, StartEvent) is not (event.seq == 1):
            raise BadInput("a run has one `start`, and it is the first of its events")
        if (self._final or self._error is not None) and not isinstance(event, EndEvent):
            raise BadInput("behind `final` or `error` comes `end` and nothing else")
        match event:
            case StartEvent():
                self._begins(event)
            case FinalEvent():
                self._final = True
            case ErrorEvent():
                self._error = event
            case EndEvent():
                self._ends(event)
            case _:
                pass

    def _begins(self, start: StartEvent) -> None:
        line = self.line
        self._fields = start.fields
        self._hold("conversation", line.conversation, start.conversation)
        self._hold("message", line.message, start.message)
        self._hold("parent of its message", self._question, start.parent)
        self._hold("program", line.program, start.program.id)
        self._hold("version", line.version, start.program.version)
        self._hold("model", line.model, start.model.id)
        self._hold("started_at", line.started_at, start.started_at)

    def _ends(self, end: EndEvent) -> None:
        if (end.status == "completed") is not self._final:
            raise BadInput("a run has a `final` event when it is completed, and only then")
        if (end.status in ("failed", "interrupted")) is not (self._error is not None):
            raise BadInput("a run has an `error` event when it failed or was interrupted, and only then")
        self._hold("status", self.line.status, end.status)
        self._hold("ms", self.line.ms, end.t)
        self._hold("error", error_text(self.line.error), error_text(self._error))
        if self._partial.answer != self._answer.text:
            raise BadInput(f"the events of the run {self.line.id!r} do not give the text of its message")
        if compact(self._partial.fields) != self._answer.fields:
            raise BadInput(f"the events of the run {self.line.id!r} do not give the fields of its message")
        if self._given is not None:
            refuse_wrong(self._given.corrections, self._fields, self._partial.fields)
        self.over = True

    def _hold(self, name: str, said: object, true: object) -> None:
        if said != true:
            raise BadInput(f"the {name} of the run {self.line.id!r} is {shown(said)}, and its events say {shown(true)}")


def _event(text: str) -> Event:
    """An event whose text is what `encode` writes, for that is stored and sent again. Raises BadInput."""
    try:
        event = decode(text)
        if isinstance(event, FinalEvent):
            countable(event.usage)
    except ValidationError as error:
        raise BadInput(f"this is no event of a run, or not one that this version knows ({why(error)})") from None
    except PydanticCustomError as error:
        raise BadInput(f"usage: {error.message()}") from None
    if encode(event) != text:
        raise BadInput("this event is not written as this server writes it; an event's line must not be changed")
    if "\\u0000" in text:
        value = from_json(text)
        if clean_json(value) != value:
            raise BadInput("this event has a text with U+0000")
    if max(event.t, getattr(event, "started_at", 0), getattr(event, "ms", None) or 0) > LARGEST:
        raise BadInput(f"this event has a time behind {LARGEST}")
    return event
