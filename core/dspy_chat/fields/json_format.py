"""Reads the JSON format, one object with a member per field, as `dspy.JSONAdapter.parse` does.

The object may stand alone, in a code fence or in other text: the first `{` that starts an object with members counts,
or a later object as long as none before it had a field. A string of a `str` field streams decoded and untrimmed; any
other value of a `str` field comes at its end as Python's `str` of it (`42`, `True`, `None`, `{'a': 1}`), as the adapter
makes it. A field of another type streams as its JSON text.

Exactness is impossible, because text already given cannot be taken back, when a field's key comes twice in the object
(the adapter takes the last, this reader the first), and when a second object with the same keys follows the first (the
adapter takes the last). The adapter guesses at text that is not valid JSON; this reader then is best effort. Brackets,
braces or comment signs in the text around the object can make the adapter choose another part of the answer, and so can
an array around it when a string holds a brace, because the adapter then counts braces and knows no strings.

Held back: the rest of an escape, and a high surrogate until its partner.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Final

from dspy_chat.fields.reader import Piece, Trimmed, joined

_IN_STRING: Final = re.compile(r'["\\]')
_OUTSIDE: Final = re.compile(r'["{}\[\],]')
_BLANKS: Final = " \t\n\r"
_ESCAPES: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "/": "/"}


def _unescaped(escape: str) -> str:
    r"""The character of a whole escape such as `\n` or `\u00e9`; an invalid escape stays as it is."""
    if escape[1] != "u":
        return _ESCAPES.get(escape[1], escape)
    try:
        return chr(int(escape[2:], 16))
    except ValueError:
        return escape


def _decoded_key(raw: str) -> str:
    try:
        return str(json.loads(f'"{raw}"', strict=False))
    except ValueError:
        return raw


def _as_text(raw: str) -> str:
    """What the adapter makes of a value that is no string but belongs to a `str` field."""
    try:
        return str(json.loads(raw))
    except (ValueError, RecursionError):
        return raw.strip()


class JsonReader:
    """Reads one answer in the JSON format. `fields` says of each field whether it is plain text."""

    __slots__ = (
        "_depth",
        "_escape",
        "_fields",
        "_flowing",
        "_found",
        "_high",
        "_key",
        "_quoted",
        "_raw",
        "_skip_next",
        "_state",
        "_trimmed",
    )

    def __init__(self, fields: Mapping[str, bool]) -> None:
        self._fields = dict(fields)
        self._state: _State = JsonReader._before_object
        self._found = False
        self._key = ""
        self._raw: list[str] = []
        self._trimmed = Trimmed()
        self._depth = 0
        self._quoted = False
        self._skip_next = False
        self._escape = ""
        self._high = ""
        self._flowing = False

    def feed(self, text: str) -> list[Piece]:
        # The hot path: inside the string of a `str` field, with nothing held back.
        if self._flowing and text and '"' not in text and "\\" not in text:
            return [(self._key, text)]
        out: list[Piece] = []
        at = 0
        while at < len(text):
            at = self._state(self, text, at, out)
        self._flowing = self._state is JsonReader._in_text and not self._escape and not self._high
        return joined(out) if len(out) > 1 else out

    def close(self) -> list[Piece]:
        out: list[Piece] = []
        if self._state is JsonReader._in_text:
            self._give_high(out)
        elif self._state is JsonReader._in_raw:
            self._end_raw(out)
        return out

    # The states. Each reads `text` from `at`, and returns where the next one goes on.

    def _before_object(self, text: str, at: int, out: list[Piece]) -> int:
        brace = text.find("{", at)
        if brace < 0:
            return len(text)
        self._state = JsonReader._before_first_key
        return brace + 1

    def _before_first_key(self, text: str, at: int, out: list[Piece]) -> int:
        if text[at] in _BLANKS:
            return at + 1
        if text[at] == '"':
            return self._start_key(at)
        self._state = JsonReader._before_object
        return at

    def _before_key(self, text: str, at: int, out: list[Piece]) -> int:
        if text[at] == '"':
            return self._start_key(at)
        if text[at] == "}":
            self._state = JsonReader._after_fields if self._found else JsonReader._before_object
        return at + 1

    def _start_key(self, at: int) -> int:
        self._raw = []
        self._skip_next = False
        self._state = JsonReader._in_key
        return at + 1

    def _in_key(self, text: str, at: int, out: list[Piece]) -> int:
        if self._skip_next:
            self._skip_next = False
            self._raw.append(text[at])
            return at + 1
        match = _IN_STRING.search(text, at)
        if match is None:
            self._raw.append(text[at:])
            return len(text)
        self._raw.append(text[at : match.start()])
        if match.group() == "\\":
            self._raw.append("\\")
            self._skip_next = True
        else:
            self._key = _decoded_key("".join(self._raw))
            self._state = JsonReader._before_colon
        return match.end()

    def _before_colon(self, text: str, at: int, out: list[Piece]) -> int:
        if text[at] == ":":
            self._state = JsonReader._before_value
        elif text[at] not in _BLANKS:
            self._state = JsonReader._before_key if self._found else JsonReader._before_object
            return at
        return at + 1

    def _before_value(self, text: str, at: int, out: list[Piece]) -> int:
        if text[at] in _BLANKS:
            return at + 1
        self._found = self._found or self._key in self._fields
        if text[at] == '"' and self._fields.get(self._key):
            self._state = JsonReader._in_text
            return at + 1
        self._raw = []
        self._trimmed = Trimmed()
        self._depth = 0
        self._quoted = self._skip_next = False
        self._state = JsonReader._in_raw
        return at

    def _in_text(self, text: str, at: int, out: list[Piece]) -> int:
        if self._escape:
            return self._in_escape(text, at, out)
        match = _IN_STRING.search(text, at)
        end = len(text) if match is None else match.start()
        if end > at:
            self._give_high(out)
            out.append((self._key, text[at:end]))
        if match is None:
            return end
        if match.group() == "\\":
            self._escape = "\\"
        else:
            self._give_high(out)
            self._end_value()
        return match.end()

    def _in_escape(self, text: str, at: int, out: list[Piece]) -> int:
        self._escape += text[at]
        if len(self._escape) < (6 if self._escape[1] == "u" else 2):
            return at + 1
        char = _unescaped(self._escape)
        self._escape = ""
        if self._high and "\udc00" <= char <= "\udfff":
            char = (self._high + char).encode("utf-16", "surrogatepass").decode("utf-16")
            self._high = ""
        self._give_high(out)
        if "\ud800" <= char <= "\udbff":
            self._high = char
        else:
            out.append((self._key, char))
        return at + 1

    def _give_high(self, out: list[Piece]) -> None:
        if self._high:
            out.append((self._key, self._high))
            self._high = ""

    def _in_raw(self, text: str, at: int, out: list[Piece]) -> int:
        start = at
        while at < len(text):
            if self._skip_next:
                self._skip_next = False
                at += 1
                continue
            match = (_IN_STRING if self._quoted else _OUTSIDE).search(text, at)
            if match is None:
                break
            at = match.end()
            if self._is_end(match.group()):
                self._give_raw(text[start : at - 1], out)
                self._end_raw(out)
                return at - 1
        self._give_raw(text[start:], out)
        return len(text)

    def _is_end(self, char: str) -> bool:
        """Follow strings and brackets; true at the character after the value."""
        if char == "\\":
            self._skip_next = True
        elif char == '"':
            self._quoted = not self._quoted
        elif char in "{[":
            self._depth += 1
        elif self._depth == 0:
            return True
        elif char != ",":
            self._depth -= 1
        return False

    def _give_raw(self, text: str, out: list[Piece]) -> None:
        plain = self._fields.get(self._key)
        if plain:
            self._raw.append(text)
        elif plain is False and (certain := self._trimmed.add(text)):
            out.append((self._key, certain))

    def _end_raw(self, out: list[Piece]) -> None:
        if self._raw and (value := _as_text("".join(self._raw))):
            out.append((self._key, value))
        self._end_value()

    def _end_value(self) -> None:
        self._fields.pop(self._key, None)
        self._state = JsonReader._before_key

    def _after_fields(self, text: str, at: int, out: list[Piece]) -> int:
        return len(text)


_State = Callable[[JsonReader, str, int, list[Piece]], int]
