"""The place of a text that a search has found, with the hits marked: plain parts, never markup.

SQLite has a `snippet` of its own, which reads the whole text word by word: 20 messages of 100 kB take it 50 ms. This looks
for the words as the index knows them, without case and accents, and reads no more than the way to the first hits.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

LENGTH: Final = 180
"""Characters of a snippet, about."""
_BEFORE: Final = 40
"""Characters before its first hit, at most."""
_HITS: Final = 50
"""Hits of a piece that are looked at, to find where most pieces are together."""
_SPACES: Final = re.compile(r"\s+")


class Part(NamedTuple):
    """A stretch of a snippet; `hit` says whether it is what was looked for."""

    text: str
    hit: bool


class _Plain(dict[int, str]):
    """Characters without case and accent, each one character, for `str.translate`."""

    def __missing__(self, code: int) -> str:
        base, *marks = list(unicodedata.normalize("NFD", chr(code)))
        lower = base.lower()
        plain = lower if len(lower) == 1 and all(map(unicodedata.combining, marks)) else chr(code)
        self[code] = plain
        return plain


class Snippets:
    """Cuts the snippets of one search. Each piece is its words, and whether the last is only begun."""

    def __init__(self, pieces: Iterable[tuple[tuple[str, ...], bool]]) -> None:
        self._plain = _Plain()
        self._patterns = [
            # What stands before a hit is looked at afterwards: a pattern that begins with letters is found fast.
            re.compile(r"[\W_]+".join(re.escape(self._fold(word)) for word in words) + ("" if begun else r"(?![^\W_])"))
            for words, begun in pieces
        ]

    def of(self, text: str) -> list[Part]:
        """About `LENGTH` characters around the hits, or of the beginning where there are none; white space is one space."""
        text = unicodedata.normalize("NFC", text)
        folded = self._fold(text)
        hits = [list(self._hits(pattern, folded)) for pattern in self._patterns]
        at = _densest(hits)
        begin, end = _around(text, at)
        inside = _apart(hit for found in hits for hit in found if begin <= hit[0] and hit[1] <= end)
        return _parts(text, begin, end, inside)

    def _fold(self, text: str) -> str:
        return text.lower() if text.isascii() else text.translate(self._plain)

    @staticmethod
    def _hits(pattern: re.Pattern[str], folded: str) -> Iterator[tuple[int, int]]:
        left = _HITS
        for match in pattern.finditer(folded):
            begin, end = match.span()
            if begin and folded[begin - 1].isalnum():
                continue
            while end < len(folded) and folded[end].isalnum():  # the rest of a word that was only begun
                end += 1
            yield begin, end
            left -= 1
            if not left:
                return


def _densest(hits: list[list[tuple[int, int]]]) -> int:
    """Where a snippet that holds hits of the most pieces begins; the first such place."""
    starts = sorted((hit[0], number) for number, found in enumerate(hits) for hit in found)
    best, most = 0, 0
    for place, (start, _) in enumerate(starts):
        together = {number for at, number in starts[place : place + _HITS] if at < start + LENGTH - _BEFORE}
        if len(together) > most:
            best, most = start, len(together)
    return best


def _around(text: str, at: int) -> tuple[int, int]:
    """The bounds of a snippet around a place, at spaces where there are some near."""
    begin = max(0, at - _BEFORE)
    if begin:
        begin = min(text.find(" ", begin, at) + 1 or begin, at)
    end = min(len(text), begin + LENGTH)
    if end < len(text):
        end = max(text.rfind(" ", max(at, end - _BEFORE), end), 0) or end
    return begin, end


def _apart(hits: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """In order, without those that begin inside another."""
    reached = 0
    for begin, end in sorted(hits):
        if begin >= reached:
            yield begin, end
            reached = end


def _parts(text: str, begin: int, end: int, hits: Iterable[tuple[int, int]]) -> list[Part]:
    parts: list[Part] = []
    place = begin
    for start, stop in hits:
        parts += [Part(text[place:start], False), Part(text[start:stop], True)]
        place = stop
    parts.append(Part(text[place:end], False))
    if begin:
        parts.insert(0, Part("… ", False))
    if end < len(text):
        parts.append(Part(" …", False))
    return [Part(_SPACES.sub(" ", part.text), part.hit) for part in parts if part.text]
