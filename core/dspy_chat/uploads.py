"""What a file that somebody hands to a program may be: its type, its beginning, its size. Knows no program and no HTTP."""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Final, Literal

UploadKind = Literal["image", "audio", "file"]

FILE_LIMIT: Final = 5 << 20
"""Bytes of one file: 5 MiB, which is what the strictest of the large providers takes of an image."""
FILES_LIMIT: Final = 10 << 20
"""Bytes of all files of one turn."""

TEXT_LIMIT: Final = 1 << 20
"""Characters of all else that one turn brings: the size of a request without files."""

_IMAGES: Final = {
    "image/png": rb"\x89PNG\r\n\x1a\n",
    "image/jpeg": rb"\xff\xd8\xff",
    "image/gif": rb"GIF8[79]a",
    "image/webp": rb"RIFF....WEBP",
}
"""How each begins. SVG is none of them: it can hold scripts, and no model reads it."""
_SOUNDS: Final = {
    "audio/wav": rb"RIFF....WAVE",
    "audio/mpeg": rb"ID3|\xff[\xe2-\xfb]",
    "audio/mp3": rb"ID3|\xff[\xe2-\xfb]",
    "audio/flac": rb"fLaC",
    "audio/ogg": rb"OggS",
}
_DOCUMENTS: Final = {"application/pdf": rb"%PDF-"}
_BEGINNINGS: Final = {
    name: re.compile(pattern, re.DOTALL) for name, pattern in {**_IMAGES, **_SOUNDS, **_DOCUMENTS}.items()
}
TYPES: Final[Mapping[UploadKind, tuple[str, ...]]] = {"image": tuple(_IMAGES), "audio": tuple(_SOUNDS), "file": ()}
"""What each kind takes; a file may be anything."""
_DATA_URL: Final = re.compile(r"data:([a-z]+/[a-z0-9.+-]{1,80});base64,", re.IGNORECASE)
_TOO_LARGE: Final = f"the file is larger than {FILE_LIMIT >> 20} MiB"


def parts_of(url: str) -> tuple[str, str]:
    """The type, in lower case, and the base64 of a data URL. Raises ValueError for any other address."""
    head = _DATA_URL.match(url)
    if head is None:
        raise ValueError("send the file itself, as a data URL in base64; no address is fetched")
    return head[1].lower(), url[head.end() :]


def size_of(kind: UploadKind, named: str, data: str) -> int:
    """The bytes of a file, given as base64, of the type it is `named`. Raises ValueError, saying why it is refused."""
    if TYPES[kind] and named not in TYPES[kind]:
        names = ", ".join(name.partition("/")[2] for name in TYPES[kind])
        raise ValueError(f"a file of the type {named[:80]!r} is not taken here; send one of {names}")
    if len(data) > FILE_LIMIT * 4 // 3 + 4:
        raise ValueError(_TOO_LARGE)
    try:
        content = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("the file's base64 is damaged") from None
    if len(content) > FILE_LIMIT:
        raise ValueError(_TOO_LARGE)
    beginning = _BEGINNINGS.get(named)
    if beginning is not None and not beginning.match(content):
        raise ValueError(f"the file is not of the type {named!r} that it says")
    return len(content)


def told(url: str) -> str:
    """A data URL in a few words, for documents that people read; any other text as it is."""
    head = _DATA_URL.match(url)
    return f"{head[0]}… ({len(url) - head.end()} characters)" if head else url
