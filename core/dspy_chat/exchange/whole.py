"""One conversation between a file and the database: put down row by row until it is whole, and then read as one job."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Final

import orjson

from dspy_chat.errors import BadInput
from dspy_chat.exchange.lines import ConversationLine, MessageLine, RunLine
from dspy_chat.store import Ended, FeedbackRow, Intake, MessageRow, RunRow

_IN_MEMORY: Final = 1 << 20
"""Bytes of a conversation that wait in memory; what is more waits in a file."""


@dataclass
class Counts:
    """How much there is of each."""

    conversations: int = 0
    messages: int = 0
    runs: int = 0
    events: int = 0

    def add(self, other: "Counts") -> None:
        """Add what there is of each in another."""
        self.conversations += other.conversations
        self.messages += other.messages
        self.runs += other.runs
        self.events += other.events


def _waiting() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)


@dataclass
class Whole:
    """A conversation that has been read to its end, and is not stored yet. `size` is in bytes."""

    line: ConversationLine
    number: int
    counts: Counts = field(default_factory=lambda: Counts(conversations=1))
    size: int = 0
    _rows: IO[bytes] = field(default_factory=_waiting)

    def hold(self, line: MessageLine | RunLine) -> None:
        """Refuse what belongs to another conversation."""
        if line.conversation != self.line.id:
            raise BadInput(
                f"this {line.type} is of the conversation {line.conversation!r}, and here is {self.line.id!r}"
            )

    def put(self, kind: bytes, row: MessageRow | FeedbackRow | RunRow) -> None:
        """Add a message, what was thought of it, or a run whose events follow."""
        self._write(kind + orjson.dumps(list(row)))

    def put_event(self, text: str) -> None:
        """Add an event of the last run."""
        self._write(text.encode())

    def _write(self, line: bytes) -> None:
        self.size += self._rows.write(line + b"\n")

    def rows(self) -> Iterator[MessageRow | FeedbackRow | Ended]:
        """What was put, from the beginning."""
        self._rows.seek(0)
        line = self._rows.readline()
        while line:
            if not line.startswith(b"r"):
                values = orjson.loads(line[1:])
                yield MessageRow(*values) if line.startswith(b"m") else FeedbackRow(*values)
                line = self._rows.readline()
                continue
            events: list[tuple[int, str]] = []
            while (event := self._rows.readline()) and event.startswith(b"{"):
                events.append((len(events) + 1, event[:-1].decode()))
            yield Ended(RunRow(*orjson.loads(line[1:])), events)
            line = event

    def intake(self) -> Intake:
        """The job that stores it."""
        return Intake(self.line.row(), self.rows)

    def close(self) -> None:
        """Forget what was put."""
        self._rows.close()


class Tree:
    """The messages of one conversation: each turn follows an answer before it, so there is no circle."""

    def __init__(self, line: ConversationLine) -> None:
        self._line = line
        self._answers: set[str] = set()
        self._questions: dict[str, bool] = {}
        """Whether each has been answered."""

    def add(self, line: MessageLine) -> None:
        if line.id in self._answers or line.id in self._questions:
            raise BadInput(f"the message {line.id!r} is there twice")
        before = self._answers if line.role == "user" else self._questions
        if line.parent not in before and not (line.role == "user" and line.parent is None):
            place = "an answer, or null" if line.role == "user" else "a question"
            raise BadInput(
                f"the parent of the message {line.id!r} is {line.parent!r}; it must be {place}, of a line before"
            )
        if line.role == "user":
            self._questions[line.id] = False
        else:
            self._answers.add(line.id)
            self._questions[str(line.parent)] = True

    def close(self) -> None:
        count = len(self._answers) + len(self._questions)
        if count != self._line.messages:
            raise BadInput(
                f"the conversation {self._line.id!r} has {self._line.messages} messages, and {count} of them are here"
            )
        alone = next((question for question, answered in self._questions.items() if not answered), None)
        if alone is not None:
            raise BadInput(f"the message {alone!r} has no answer")
        if (self._line.head is None and count) or (
            self._line.head is not None and self._line.head not in self._answers
        ):
            raise BadInput(
                f"the head of the conversation {self._line.id!r} is {self._line.head!r}; it must be one of its answers"
            )
