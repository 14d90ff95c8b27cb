"""Text that every layer can carry: UTF-8, SQLite, JSON and the browser alike.

A language model can answer with half of a surrogate pair or with NUL; both break a layer further down (`str.encode`, the
`sqlite3` binding, an SSE id), so they are replaced where text enters.
"""

import math
from typing import Any

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def clean(text: str) -> str:
    """`text` with surrogate pairs joined, and lone surrogates and NUL replaced by U+FFFD."""
    if "\0" in text:
        text = text.replace("\0", REPLACEMENT)
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def clean_json(value: Any) -> Any:
    """A JSON value with `clean` applied to every string in it, keys included, and null for the numbers that JSON lacks."""
    match value:
        case str():
            return clean(value)
        case dict():
            return {clean(key) if isinstance(key, str) else key: clean_json(item) for key, item in value.items()}
        case list():
            return [clean_json(item) for item in value]
        case float() if not math.isfinite(value):
            return None
        case _:
            return value


class Cleaner:
    """`clean` for text that comes in pieces: a pair may be cut between two of them."""

    __slots__ = ("_high",)

    def __init__(self) -> None:
        self._high = ""

    def feed(self, text: str) -> str:
        """The clean text of what can be judged so far."""
        if not self._high and text.isascii() and "\0" not in text:
            return text
        text = self._high + text
        self._high = ""
        if text and "\ud800" <= text[-1] <= "\udbff":
            self._high, text = text[-1], text[:-1]
        return clean(text)

    def close(self) -> str:
        """What was held back: the first half of a pair whose second half never came."""
        held, self._high = self._high, ""
        return clean(held)
