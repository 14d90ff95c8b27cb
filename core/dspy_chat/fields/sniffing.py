"""Chooses the reader of an answer from its first characters. Knows the formats by name, not by their insides."""

from collections.abc import Mapping
from typing import Final, Literal

from dspy_chat.fields.chat_format import ChatReader
from dspy_chat.fields.json_format import JsonReader
from dspy_chat.fields.reader import FieldReader, Piece, joined
from dspy_chat.fields.xml_format import XmlReader

Format = Literal["chat", "json", "xml"]

_SIGNS: Final[Mapping[str, Format]] = {"{": "json", "```": "json", "[[ ##": "chat"}
_LONGEST_SIGN: Final = max(map(len, _SIGNS))


def reader_for(expected: Format, fields: Mapping[str, bool]) -> FieldReader:
    """A reader of one answer that was asked for in the format `expected`.

    `fields` names the output fields and says which are plain text (`str`); other fields stream as they are written.

    An answer may come in another format: DSPy's chat and XML adapters fall back to JSON, unseen from here. An answer
    that starts with "{" or a code fence may be JSON, one that starts with "[[ ##" in the chat format; the first of this
    and the expected format to yield text of a field is then the answer's. An answer that opens a field in both, such as
    JSON with `<answer>` in an early string where XML was expected, is read in the format that comes first.
    """
    return _SniffingReader(expected, dict(fields))


def _reader(name: Format, fields: Mapping[str, bool]) -> FieldReader:
    match name:
        case "chat":
            return ChatReader(fields)
        case "json":
            return JsonReader(fields)
        case "xml":
            return XmlReader(fields)


class _SniffingReader:
    __slots__ = ("_expected", "_fields", "_head", "_reader", "_rivals", "_start")

    def __init__(self, expected: Format, fields: Mapping[str, bool]) -> None:
        self._expected: Format = expected
        self._fields = fields
        self._head: list[str] = []
        self._start = ""
        self._rivals: list[FieldReader] = []
        self._reader: FieldReader | None = None

    def feed(self, text: str) -> list[Piece]:
        if self._reader is not None:
            return self._reader.feed(text)
        if self._rivals:
            return self._contest(text)
        self._head.append(text)
        self._start = (self._start + text).lstrip()[:_LONGEST_SIGN]
        if any(sign != self._start and sign.startswith(self._start) for sign in _SIGNS):
            return []
        return self._begin("".join(self._head))

    def close(self) -> list[Piece]:
        readers = self._rivals if self._reader is None else [self._reader]
        return next(filter(None, (reader.close() for reader in readers)), [])

    def _begin(self, text: str) -> list[Piece]:
        signed = next((name for sign, name in _SIGNS.items() if self._start.startswith(sign)), self._expected)
        if signed == self._expected:
            self._reader = _reader(signed, self._fields)
            return self._reader.feed(text)
        self._rivals = [_reader(name, self._fields) for name in (self._expected, signed)]
        return self._contest(text)

    def _contest(self, text: str) -> list[Piece]:
        """Feed both, character by character: which one is first must not depend on how the answer is cut."""
        for at, char in enumerate(text, 1):
            for reader in self._rivals:
                if pieces := reader.feed(char):
                    self._reader = reader
                    return joined([*pieces, *reader.feed(text[at:])])
        return []
