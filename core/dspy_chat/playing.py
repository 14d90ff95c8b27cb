"""Plays stored runs in a terminal, from the database alone. Knows nothing of servers."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Final, TextIO, cast

import typer

from dspy_chat.database import FILE, Database, Readers
from dspy_chat.errors import BadInput, UnknownRun
from dspy_chat.eventlog import EventLog
from dspy_chat.events import (
    EndEvent,
    ErrorEvent,
    Event,
    FieldRef,
    FinalEvent,
    StartEvent,
    StatusEvent,
    TokenEvent,
    decode,
)
from dspy_chat.pace import SPEEDS, Pace
from dspy_chat.store import Store

_ID: Final = re.compile(r"[0-9a-f]{32}")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What a terminal would obey rather than show: an answer must not move its cursor, set its title or turn its text around."""


def speed_of(text: str) -> float | None:
    """`max` is None. Raises BadInput."""
    if text == "max":
        return None
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    slowest, fastest = SPEEDS
    if not slowest <= speed <= fastest:
        raise BadInput(f"the speed {text!r} cannot be; take {slowest:g} to {fastest:g}, or max")
    return speed


async def play(data_dir: Path, what: str, speed: float | None, out: TextIO) -> None:
    """Write a run, or all runs of a conversation, as they came.

    Raises BadInput, UnknownRun for an id that neither has, BadSettings when there is no database to read, StorageFailed.
    """
    if not _ID.fullmatch(what):
        raise BadInput(
            f"{what!r} is not an id; ids are 32 hexadecimal digits, as the page's address and the events have them"
        )
    readers = Readers(data_dir / FILE, foreign=True)
    try:
        await readers.check()
        database = cast("Database", readers)  # whose sessions are all that is asked of it here
        store, log = Store(database), EventLog(database)
        pace = Pace(speed) if speed is not None else None
        for run_id in await _runs_of(store, what, pace):
            screen = Screen(out)
            async for event in _paced(log, run_id, pace):
                if isinstance(event, StartEvent):
                    screen.ask((await store.message(event.parent)).text)
                screen.show(event)
            screen.close()
    finally:
        await readers.close()


async def _runs_of(store: Store, what: str, pace: Pace | None) -> list[str]:
    played = await store.played(what)
    if played:
        return [one.run_id for one in played]
    try:
        return [(await store.run(what)).id]
    except UnknownRun:
        raise UnknownRun(f"there is no run and no conversation {what!r} in this database") from None


async def _paced(log: EventLog, run_id: str, pace: Pace | None) -> AsyncIterator[Event]:
    if pace is not None:
        pace.pause(0)
    stored = await log.open(run_id)
    if stored is None:
        return
    async for rows in stored:
        for _, data in rows:
            event = decode(data)
            if pace is not None:
                await asyncio.sleep(pace.left(event.t))
            yield event


class Screen:
    """One run on a terminal. Text that was taken back stays where it is, and is said to be."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._fields: Mapping[str, FieldRef] = {}
        self._field: str | None = None
        self._shown: dict[str, str] = {}
        self._fresh = True
        self._ended = False

    def ask(self, text: str) -> None:
        """What the user wrote."""
        self._line(f"> {text}", bold=True)

    def show(self, event: Event) -> None:
        match event:
            case StartEvent():
                self._fields = {ref.name: ref for ref in event.fields}
                self._line(f"{event.program.title}, answered by {event.model.title}", dim=True)
            case TokenEvent():
                if event.predictor is None:
                    self._text(event.field, event.text)
            case StatusEvent():
                self._step(event)
            case FinalEvent():
                self._final(event)
            case ErrorEvent():
                self._line(event.message, fg="red")
            case EndEvent():
                self._ended = True
                if event.status != "completed":
                    self._line(f"({event.status})", dim=True)

    def close(self) -> None:
        """The last line of the run."""
        if not self._ended:
            self._line("(this answer is still being written; its stored events come with its end)", dim=True)
        self._line("")

    def _text(self, name: str, text: str) -> None:
        if self._field != name:
            self._heading(name)
            self._field = name
        self._shown[name] = self._shown.get(name, "") + text
        self._write(text, dim=self._is_aside(name))

    def _heading(self, name: str) -> None:
        self._break()
        if name not in self._fields or self._fields[name].role != "answer":
            self._line(f"{self._fields[name].title if name in self._fields else name}:", dim=True)

    def _is_aside(self, name: str) -> bool:
        return name in self._fields and self._fields[name].role == "thinking"

    def _step(self, event: StatusEvent) -> None:
        if event.kind == "reset":
            self._shown.clear()
            self._line("(taken back)", dim=True)
        elif event.kind != "model" and event.state != "start":
            told = f": {event.detail}" if event.detail else ""
            self._line(f"- {event.kind} {event.name}{told}", dim=True)

    def _final(self, event: FinalEvent) -> None:
        """What was not shown as it came."""
        for name, value in event.fields.items():
            if name not in self._shown:
                self._text(name, value if isinstance(value, str) else repr(value))

    def _line(self, text: str, *, bold: bool = False, dim: bool = False, fg: str | None = None) -> None:
        self._break()
        self._field = None
        self._write(f"{text}\n", bold=bold, dim=dim, fg=fg)

    def _break(self) -> None:
        if not self._fresh:
            self._write("\n")

    def _write(self, text: str, *, bold: bool = False, dim: bool = False, fg: str | None = None) -> None:
        shown = _CONTROLS.sub("\ufffd", text)
        self._fresh = shown.endswith("\n") or (self._fresh and not shown)
        # Off a terminal, typer writes it without the styles.
        typer.echo(typer.style(shown, bold=bold or None, dim=dim or None, fg=fg), file=self._out, nl=False)
        self._out.flush()
