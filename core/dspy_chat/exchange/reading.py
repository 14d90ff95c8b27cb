"""From the bytes of an export to whole conversations that can be stored; what is wrong is said with its line's number.

Memory holds a line and a run; a conversation is put down in a file of its own until its last line has come, since before
that nobody can know that it is whole.
"""

from typing import Final

from dspy_chat.errors import BadInput
from dspy_chat.exchange.checking import Following
from dspy_chat.exchange.lines import (
    ConversationLine,
    CountsLine,
    FeedbackPart,
    FirstLine,
    GoneLine,
    MessageLine,
    RunLine,
    read,
)
from dspy_chat.exchange.whole import Counts, Tree, Whole
from dspy_chat.store import MessageRow

LINE: Final = 64 << 20
"""Most bytes of a line: the longest texts that a run can store stay far under it."""
_GONE: Final = '{"type":"gone"'
_GZIP: Final = b"\x1f\x8b"


class Reader:
    """Reads an export in pieces of any size. `failure` is what is wrong with it, and nothing behind that is read."""

    def __init__(self) -> None:
        self.failure: BadInput | None = None
        self._pieces: list[bytes] = []
        self._held = 0
        self._number = 0
        self._counts = Counts()
        self._begun = False
        self._over = False
        self._whole: Whole | None = None
        self._tree: Tree | None = None
        self._answer: MessageRow | None = None
        self._given: FeedbackPart | None = None
        self._version = 0
        self._run: Following | None = None

    def feed(self, chunk: bytes) -> list[Whole]:
        """The next bytes; returns the conversations that became whole with them."""
        ready: list[Whole] = []
        lines = chunk.split(b"\n")
        for piece in lines[:-1]:
            self._hold(piece)
            line = b"".join(self._pieces)
            self._pieces, self._held = [], 0
            self._guarded(line, ready)
        self._hold(lines[-1])
        return ready

    def close(self) -> list[Whole]:
        """The bytes are over; returns the conversation that became whole with a last line that had no end. A file that was
        cut is a failure; what was not whole is forgotten."""
        ready: list[Whole] = []
        if self._pieces:
            self._guarded(b"".join(self._pieces), ready)
            self._pieces.clear()
        if not self._over:
            self._fail(self._number, "the file ends here, without its last line: it was cut off; send the whole file")
        self._forget()
        return ready

    def _hold(self, piece: bytes) -> None:
        if piece and self.failure is None:
            self._held += len(piece)
            self._pieces.append(piece)
            if self._held > LINE:
                self._pieces, self._held = [], 0
                self._fail(self._number + 1, f"it is longer than {LINE} bytes; no line of an export is")

    def _fail(self, number: int, said: str) -> None:
        if self.failure is None:
            self.failure = BadInput(f"line {number}: {said}")

    def _guarded(self, line: bytes, ready: list[Whole]) -> None:
        if self.failure is not None:
            return
        self._number += 1
        try:
            whole = self._line(_text(line))
        except BadInput as error:
            self._fail(self._number, error.message)
            self._forget()
        else:
            ready += [whole] if whole is not None else []

    def _line(self, text: str) -> Whole | None:
        if self._over:
            raise BadInput("the file goes on behind its last line; send one export at a time")
        if self._run is not None and not text.startswith(_GONE):
            self._event(self._run, text)
            return None
        line = read(text)
        if isinstance(line, FirstLine) is self._begun:
            raise BadInput('an export begins with the line {"type":"dspy-chat","v":2}, and has it once')
        self._begun = True
        if isinstance(line, FirstLine):
            self._version = line.v
        if self._answer is not None and not isinstance(line, RunLine | GoneLine):
            raise BadInput("behind an answer comes the line of its run")
        match line:
            case MessageLine():
                self._message(line)
            case RunLine():
                self._runs(line)
            case ConversationLine() | CountsLine() | GoneLine():
                return self._next(line)
            case _:
                pass
        return None

    def _next(self, line: ConversationLine | CountsLine | GoneLine) -> Whole | None:
        """A conversation is over: it was whole, or it was deleted while it was exported."""
        if isinstance(line, GoneLine):
            if self._whole is None or line.conversation != self._whole.line.id:
                raise BadInput("`gone` is of the conversation before it")
            self._forget()
            return None
        if self._tree is not None:
            self._tree.close()
        whole, self._whole, self._tree = self._whole, None, None
        if whole is not None:
            self._counts.add(whole.counts)
        if isinstance(line, ConversationLine):
            self._whole, self._tree = Whole(line, self._number), Tree(line)
        else:
            self._count(line)
        return whole

    def _count(self, line: CountsLine) -> None:
        said = Counts(line.conversations, line.messages, line.runs, line.events)
        if said != self._counts:
            self._fail(
                self._number, f"the file should have {_told(said)}, and has {_told(self._counts)}; lines are missing"
            )
        self._over = True

    def _message(self, line: MessageLine) -> None:
        if self._whole is None or self._tree is None:
            raise BadInput("a message comes behind the line of its conversation")
        self._whole.hold(line)
        self._tree.add(line)
        row = line.row()
        self._whole.put(b"m", row)
        self._feedback(line)
        self._whole.counts.messages += 1
        self._answer = row if line.role == "assistant" else None

    def _feedback(self, line: MessageLine) -> None:
        self._given = line.feedback
        if line.feedback is None or self._whole is None:
            return
        if self._version < 2:
            raise BadInput("feedback: an export of version 1 has none")
        if line.role == "user":
            raise BadInput("feedback: it is given to answers, and this is a question")
        self._whole.put(b"f", line.feedback.row())

    def _runs(self, line: RunLine) -> None:
        if self._whole is None or self._answer is None:
            raise BadInput("a run comes right behind the answer that it made")
        self._whole.hold(line)
        if line.message != self._answer.id:
            raise BadInput(f"this is the run of the message {line.message!r}, and that of {self._answer.id!r} is due")
        self._run = Following(line, str(self._answer.parent), self._answer, self._given)
        self._answer = None

    def _event(self, run: Following, text: str) -> None:
        assert self._whole is not None  # noqa: S101 - a run is begun inside a conversation only
        run.add(text)
        if run.count == 1:
            self._whole.put(b"r", run.line.row(text))
        self._whole.put_event(text)
        if run.over:
            self._whole.counts.runs += 1
            self._whole.counts.events += run.count
            self._run = None

    def _forget(self) -> None:
        if self._whole is not None:
            self._whole.close()
        self._whole = self._tree = self._answer = self._run = None


def _text(line: bytes) -> str:
    """A line without its end, a `\\r` that some programs add aside."""
    try:
        return line.removesuffix(b"\r").decode()
    except UnicodeDecodeError:
        if line.startswith(_GZIP):
            raise BadInput("this is gzip; unpack it first") from None
        raise BadInput("it is not UTF-8") from None


def _told(counts: Counts) -> str:
    return (
        f"{counts.conversations} conversations, {counts.messages} messages, {counts.runs} runs"
        f" and {counts.events} events"
    )
