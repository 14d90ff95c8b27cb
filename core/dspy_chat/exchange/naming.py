"""What the file of a conversation is called. Knows no format."""

import unicodedata
from itertools import groupby
from typing import Final

_LETTERS: Final = 50
"""Of the title, at most: of the widest ones four bytes each, and a file system takes 255 bytes."""


def file_name(title: str, conversation_id: str, ending: str) -> str:
    """A name that any file system takes: the words of the title, and the beginning of the id, by which it differs from that
    of any other conversation."""
    words = ["".join(run) for plain, run in groupby(unicodedata.normalize("NFC", title.lower()), _plain) if plain]
    slug = "-".join(words)[:_LETTERS].strip("-")
    return f"{slug or 'conversation'}-{conversation_id[:8]}.{ending}"


def _plain(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LMN"
