"""Cuts a streamed answer into the JSON of its `data:` lines. Knows nothing of what the JSON means.

These servers write one such line an event, and `[DONE]` at the end. What they write of an error by other means is given as
`{"error": ...}` too: the data of an `event: error`, and llama.cpp's `error:` lines.
"""

import json
from typing import Any, Final

import orjson
from dspy.lm15 import CollectionLimitError, ServerError

LINE: Final = 32 * 2**20
"""Most bytes of one line: more than the longest answer needs that is taken, every character of it escaped."""


class Lines:
    """Takes what is read, in any pieces; see the file."""

    def __init__(self) -> None:
        self.done = False
        self._rest: list[bytes] = []
        self._size = 0
        self._of_error = False

    def feed(self, read: bytes) -> list[dict[str, Any]]:
        """The payloads that are complete now. Raises ServerError for what is not JSON, CollectionLimitError beyond LINE."""
        if b"\n" not in read:
            self._keep(read)  # put together once it is whole: else a long line would be copied for each of its pieces
            return []
        *lines, rest = b"".join((*self._rest, read)).split(b"\n")
        self._rest, self._size = [], 0
        self._keep(rest)
        return [payload for line in lines if (payload := self._payload(line)) is not None]

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > LINE:
            raise CollectionLimitError("the model's server sent a line without an end", limit="bytes", maximum=LINE)
        self._rest.append(piece)

    def _payload(self, line: bytes) -> dict[str, Any] | None:
        if not line.startswith(b"data:"):
            return self._other(line)
        data = line[5:].strip()
        if not data:
            return None
        if data == b"[DONE]":
            self.done = True
            return None
        payload = _json(data)
        if self._of_error:
            self._of_error = False
            return payload if isinstance(payload, dict) and payload.get("error") else {"error": payload or "an error"}
        return payload if isinstance(payload, dict) else None

    def _other(self, line: bytes) -> dict[str, Any] | None:
        field, _, value = line.partition(b":")
        if field == b"event":
            self._of_error = value.strip() == b"error"
        return {"error": _json(value) or "an error"} if field == b"error" else None


def _json(data: bytes) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        pass  # half of a surrogate pair, perhaps, which only the slower reader takes; the layer above repairs it
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ServerError("the model's server sent what is not JSON") from error
