"""Reads the chat format, `[[ ## field ## ]]` headers with text below them, as `dspy.ChatAdapter.parse` does.

What the adapter does, and so this reader: every line break that `str.splitlines` knows becomes a newline; a line whose
first non-blank text is a header starts a section, and text after the header on that line is stripped by itself; a value
is stripped; the first section of a field counts; unknown headers (such as `completed`) end a section. A header indented
by n blanks gives the last n characters of "blanks + header" to the value, because the adapter finds the header in the
stripped line but cuts the unstripped one.

Exact for every answer that the adapter accepts. Held back: white space at the end, and a line's start for as long as it
may still become a header.
"""

from collections.abc import Iterable
from typing import Final

from dspy_chat.fields.reader import Piece, Trimmed, joined

_MARK: Final = "[[ ## "
_TAIL: Final = " ## ]]"
_NAME_NEXT: Final = len(_MARK)
_IN_NAME: Final = _NAME_NEXT + 1
_COMPLETE: Final = _IN_NAME + len(_TAIL)
_BREAKS: Final = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"


def _next_stage(stage: int, char: str) -> int:
    """One step towards `\\[\\[ ## \\w+ ## \\]\\]` at the start of a line, or -1 when the line is no header."""
    if stage < _NAME_NEXT:
        if char == _MARK[stage]:
            return stage + 1
        return 0 if stage == 0 and char.isspace() else -1
    if stage <= _IN_NAME and (char.isalnum() or char == "_"):
        return _IN_NAME
    if stage >= _IN_NAME and char == _TAIL[stage - _IN_NAME]:
        return stage + 1
    return -1


class ChatReader:
    """Reads one answer in the chat format; gives the text of `fields`, whatever their types."""

    __slots__ = (
        "_after_return",
        "_candidate",
        "_flowing",
        "_in_line",
        "_name",
        "_on_header_line",
        "_stage",
        "_trimmed",
        "_wanted",
    )

    def __init__(self, fields: Iterable[str]) -> None:
        self._wanted = set(fields)
        self._name: str | None = None
        self._trimmed = Trimmed()
        self._in_line = False
        self._on_header_line = False
        self._candidate: list[str] = []
        self._stage = 0
        self._after_return = False
        self._flowing = False

    def feed(self, text: str) -> list[Piece]:
        # The hot path: inside a line, so no header can start. Printable text has no line break and no blank but " ".
        if self._flowing and text and text[-1] != " " and text.isprintable():
            return [] if self._name is None else [(self._name, text)]
        if not text:
            return []
        if self._after_return:
            text = text.removeprefix("\n")
        self._after_return = text.endswith("\r")
        out: list[Piece] = []
        for line in text.splitlines(keepends=True):
            body = line.rstrip(_BREAKS)
            self._read(body, out)
            if len(body) < len(line):
                self._end_line(out)
        self._flowing = self._in_line and (self._name is None or self._trimmed.flowing)
        return joined(out) if len(out) > 1 else out

    def close(self) -> list[Piece]:
        out: list[Piece] = []
        if not self._in_line:
            self._add("".join(self._candidate), out)
        return out

    def _read(self, body: str, out: list[Piece]) -> None:
        """Read part of a line; while it may be a header, keep it as the candidate."""
        if self._in_line:
            self._add(body, out)
            return
        stage = self._stage
        for at, char in enumerate(body, 1):
            stage = _next_stage(stage, char)
            if stage < 0:
                self._in_line = True
                self._add("".join((*self._candidate, body)), out)
                return
            if stage == _COMPLETE:
                self._open("".join((*self._candidate, body[:at])), body[at:], out)
                return
        self._stage = stage
        self._candidate.append(body)

    def _open(self, indented_header: str, rest: str, out: list[Piece]) -> None:
        header = indented_header.lstrip()
        name = header[len(_MARK) : -len(_TAIL)]
        self._name = name if name in self._wanted else None
        self._wanted.discard(name)
        self._trimmed = Trimmed()
        self._in_line = self._on_header_line = True
        self._add(indented_header[len(header) :] + rest, out)

    def _end_line(self, out: list[Piece]) -> None:
        if not self._in_line:
            self._add("".join(self._candidate), out)
        if self._on_header_line:
            self._trimmed.take_held()
        self._add("\n", out)
        self._in_line = self._on_header_line = False
        self._stage = 0
        self._candidate = []

    def _add(self, text: str, out: list[Piece]) -> None:
        if self._name is not None and (certain := self._trimmed.add(text)):
            out.append((self._name, certain))
