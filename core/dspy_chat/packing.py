r"""A run's events as one blob: every byte of them, and so their timing, in about the size of their text. Pure, no I/O.

The first byte is the version of the format, 1. What follows is raw deflate of one line for each event behind the first, with
`_KNOWN` and then the first event as its dictionary, so that a short answer does not pay for names that every answer has:

    ="answer"\t            the field of the tokens that follow, and behind the tab what they have after their text
    20" the                a token: milliseconds since the token before it, and its text as JSON has it, without its quotes
    {"type":"final",...}   any other event as it is, but that a string which is all that a field has said is \x01 and the
                           place of that field among the `=` lines

A token is written short only where that gives its exact text back, so whatever an event looks like, it survives; and
`pack` reads back what it wrote. Numbers of events are not written: they are numbered from 1 without a gap.
"""

import contextlib
import math
import re
import zlib
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import chain
from typing import Final

VERSION: Final = 1
_KNOWN: Final = (
    b'{"type":"status","run":"","seq":,"t":,"kind":"retry","kind":"reset","kind":"progress","name":"","kind":"tool",'
    b'"kind":"module","kind":"model","state":"start","state":"end","name":"","id":"","parent":"","detail":"","ms":'
    b'{"type":"error","run":"","seq":,"t":,"code":"","message":"","retryable":true,"ref":""}\n'
    b'{"type":"final","run":"","seq":,"t":,"fields":{"reasoning":"\x010","answer":"\x010"},"answer":"\x010","usage":'
    b'{"input":,"output":,"total":,"cost":0.0,"by_model":{"":{"input":,"output":,"total":}}},"cached":false,"ms":}\n'
    b'{"type":"end","run":"","seq":,"t":,"status":"completed"}\n="answer"\t\n0"'
)
_STRING: Final = r'"([^"\\]*(?:\\.[^"\\]*)*)"'
_TOKEN: Final = re.compile(
    rf'\{{"type":"token","run":{_STRING},"seq":(0|[1-9]\d*),"t":(0|[1-9]\d*),"field":({_STRING}),"text":{_STRING}(.*)\}}'
)
_REPEATED: Final = re.compile("\x01(\\d+)")
_SHORTEST: Final = 8
"""Characters of the shortest text that is not written a second time."""


def digest(events: Sequence[str]) -> bytes:
    """The SHA-256 of events, one a line, as they are stored beside their blob."""
    return sha256("\n".join(events).encode()).digest()


def pack(events: Sequence[str]) -> bytes:
    """The events of one run behind the first, which is needed again to `unpack` them: JSON texts, in order from 1.

    Raises ValueError for what is no event: not one line of a JSON object.
    """
    for lines in (_lines(events), events[1:]):  # what a fault in `_lines` would change is kept as it is
        blob = _deflated(events[0], lines)
        with contextlib.suppress(ValueError):
            if unpack(events[0], blob) == [*events]:
                return blob
    raise ValueError(f"run {_run_of(events[0])!r} has something that is no event")


def unpack(first: str, blob: bytes) -> list[str]:
    """All events of the run: the `first` and what `pack` made of those behind it.

    Raises ValueError where that is not what `pack` gave; something else may also be changed unnoticed, see `digest`.
    """
    unpacking = Unpacking(first, step=len(blob) * 8 + 1024)
    unpacking.feed(blob)
    events = [first, *unpacking.events()]
    if not unpacking.over:
        raise ValueError("cut off")
    return events


class Unpacking:
    """The events of a run behind the first, out of pieces of its blob, few at a time.

    It holds the window of deflate (40 KiB), the rest of a piece, about ten times `step` bytes of what was inflated, and at
    most `room` characters of what fields have said.
    """

    def __init__(self, first: str, *, room: float = math.inf, step: int) -> None:
        self.over = False
        """Whether the last event has been given."""
        self._opener = zlib.decompressobj(-15, _KNOWN + first.encode())
        self._step = step
        self._fed: bytes | None = None
        self._rest: list[bytes] = []
        self._teller = _Teller(_run_of(first), room)

    def feed(self, piece: bytes) -> None:
        """The next piece of the blob, once `events` has given all that was in the one before. Raises ValueError."""
        if self._fed is None:
            if piece[:1] != bytes([VERSION]):
                raise ValueError(f"packed by version {piece[:1]!r} of this format; this program reads {VERSION}")
            piece = piece[1:]
        self._fed = piece

    def events(self) -> Iterator[str]:
        """The events that end in what was fed; empty in the place of one that repeats more than there is room for.

        Raises ValueError where it is not what `pack` gave.
        """
        return chain.from_iterable(map(self._teller.tell, self._lines()))

    def _lines(self) -> Iterator[list[str]]:
        opener = self._opener
        more = self._fed is not None and not self.over
        while more:
            try:
                text = opener.decompress(self._fed or b"", self._step)
            except zlib.error as error:
                raise ValueError(f"changed: {error}") from error
            self._fed = opener.unconsumed_tail
            # What is inflated may wait inside of zlib when all that was fed is taken.
            more = not opener.eof and (bool(self._fed) or len(text) == self._step)
            begun = self._rest
            if opener.eof:
                if begun or text:
                    yield b"".join([*begun, text]).decode().split("\n")
                self.over = True
            elif (cut := text.rfind(b"\n")) < 0:
                begun.append(text)
            else:
                self._rest = [text[cut + 1 :]]
                yield b"".join([*begun, text[:cut]]).decode().split("\n")


def _deflated(first: str, lines: Sequence[str]) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15, zdict=_KNOWN + first.encode())
    return bytes([VERSION]) + packer.compress("\n".join(lines).encode()) + packer.flush()


def _run_of(first: str) -> str:
    """The run's id, as the start event has it; empty where it has none."""
    found = re.search(r'"run":' + _STRING, first)
    return found[1] if found else ""


def _lines(events: Sequence[str]) -> list[str]:
    run = _run_of(events[0])
    lines: list[str] = []
    shapes: dict[tuple[str, str], list[str]] = {}
    shape, at = None, 0
    for seq, data in enumerate(events[1:], 2):
        found = _TOKEN.fullmatch(data)
        if found is None or found[1] != run or int(found[2]) != seq:
            lines.append(_short(data, shapes))
            continue
        t, field, text, more = int(found[3]), found[4], found[6], found[7]
        if shape != (field, more):
            shape = (field, more)
            lines.append(f"={field}\t{more}")
            said = shapes.setdefault(shape, [])
        lines.append(f'{t - at}"{text}')
        said.append(text)
        at = t
    return lines


def _short(data: str, shapes: dict[tuple[str, str], list[str]]) -> str:
    """An event as it is, without the text that a field has said before it."""
    if data.startswith('{"type":"final"'):
        for place, said in enumerate(shapes.values()):
            text = "".join(said)
            if len(text) >= _SHORTEST:
                data = data.replace(f'"{text}"', f'"\x01{place}"')
    return data


class _Teller:
    """Tells lines as the events that they were made of. Of what fields have said it keeps about `room` characters."""

    def __init__(self, run: str, room: float) -> None:
        self._head = f'{{"type":"token","run":"{run}","seq":'
        self._room = room
        self._shapes: dict[str, list[str]] = {}
        self._shape: tuple[str, str, list[str]] = ("", "", [])
        self._last = (1, 0)

    def tell(self, lines: Sequence[str]) -> Iterator[str]:
        """The events of the next lines."""
        head, (begin, end, said), (seq, at) = self._head, self._shape, self._last
        for line in lines:
            if line[:1] == "=":
                field, _, more = line[1:].partition("\t")
                begin, end = f',"field":{field},"text":"', f'"{more}}}'
                said = self._shapes.setdefault(line, [])
                continue
            seq += 1
            if line[:1] == "{":
                yield self._repeated(line)
                continue
            since, _, text = line.partition('"')
            at += int(since)
            said.append(text)
            yield f'{head}{seq},"t":{at}{begin}{text}{end}'
        self._shape, self._last = (begin, end, said), (seq, at)
        if self._room < math.inf:
            self._forget(sum(map(len, lines)))

    def _forget(self, more: int) -> None:
        self._room -= more
        if self._room < 0:
            self._shape[2].clear()
            self._shapes.clear()

    def _repeated(self, line: str) -> str:
        """An event with what fields have said before it; empty when that was too much to be kept."""
        if self._room < 0:
            return "" if _REPEATED.search(line) else line
        said = ["".join(texts) for texts in self._shapes.values()] if _REPEATED.search(line) else []
        try:
            return _REPEATED.sub(lambda match: said[int(match[1])], line)
        except IndexError as error:
            raise ValueError(f"changed: {error}") from error
