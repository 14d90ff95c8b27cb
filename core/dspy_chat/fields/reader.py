"""What a reader promises, and the two things that all readers share. Knows no format."""

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Protocol, TypeAlias

Piece: TypeAlias = tuple[str, str]
"""(field name, text to append to that field)."""


class FieldReader(Protocol):
    """Reads one answer. However it is cut, the pieces of a `str` field join to exactly what DSPy's adapter parses.

    Each module says where that is impossible because the adapter decides by text that has not arrived yet. Text of an
    answer that the adapter refuses is best effort. A reader raises nothing, whatever the text.
    """

    def feed(self, text: str) -> list[Piece]:
        """Take the next text from the model; return what is certain now, in the order of the answer."""
        ...

    def close(self) -> list[Piece]:
        """Return the rest, at the end of the answer. The reader is not used after that."""
        ...


def joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Neighbouring pieces of the same field become one."""
    return [(name, "".join(text for _, text in group)) for name, group in groupby(pieces, key=itemgetter(0))]


class Trimmed:
    """`str.strip()` of a text that is still arriving: give it parts, get back what is surely inside."""

    __slots__ = ("_begun", "_held")

    def __init__(self) -> None:
        self._begun = False
        self._held: list[str] = []

    def add(self, text: str) -> str:
        """The part of the stripped text that `text` makes certain; white space at the end is held back."""
        body = text.rstrip()
        if not body:
            if text:
                self._held.append(text)
            return ""
        certain = "".join(self._held) + body if self._begun else body.lstrip()
        self._begun = True
        self._held = [text[len(body) :]] if len(body) < len(text) else []
        return certain

    def take_held(self) -> str:
        """Remove and return the white space that is held back: that of the end or, before all else, of the start."""
        held = "".join(self._held)
        self._held = []
        return held

    @property
    def flowing(self) -> bool:
        """Whether a text that does not end in white space would come back from `add` as it is."""
        return self._begun and not self._held
