"""What a person thinks of an answer: a thumb, a comment, and what its fields should have been."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from pydantic import JsonValue

from dspy_chat.errors import BadInput, Conflict, UnknownMessage
from dspy_chat.events import FieldKind, FieldRef, StartEvent

ADD_FEEDBACK: Final = (
    "INSERT OR REPLACE INTO feedback (message, rating, comment, corrections, given_at) VALUES (?, ?, ?, ?, ?)"
)
_ANSWER: Final = (
    "SELECT m.key, m.fields, r.start, r.status FROM message m JOIN conversation c ON c.id = m.conversation"
    " LEFT JOIN run r ON r.message = m.id WHERE m.id = ? AND c.deleted_at IS NULL"
)
_TAKES: Final[Mapping[FieldKind, tuple[tuple[type, ...], str]]] = {
    "text": ((str,), "a text"),
    "code": ((str,), "a text"),
    "image": ((str,), "a text"),
    "number": ((int, float), "a number"),
    "boolean": ((bool,), "true or false"),
    "choice": ((str, int, float, bool), "one of its choices"),
    "list": ((list,), "a list"),
}
"""The kinds of field that do not take every value."""


class FeedbackRow(NamedTuple):
    """Feedback as it is stored; `corrections` is JSON text, `given_at` UTC in ms."""

    rating: str | None
    comment: str
    corrections: str
    given_at: int


def refuse_wrong(
    corrections: Mapping[str, JsonValue], fields: Sequence[FieldRef], values: Mapping[str, JsonValue]
) -> None:
    """Hold corrections against an answer: the fields that its program announced, and the values that it gave. `null` says
    that there should have been nothing. Raises BadInput."""
    kinds: dict[str, FieldKind] = {ref.name: ref.kind for ref in fields}
    known = [*kinds, *(name for name in values if name not in kinds)]
    for name, value in corrections.items():
        if name not in known:
            raise BadInput(f"this answer has no field {name!r}; it has {', '.join(map(repr, known)) or 'none'}")
        types, like = _TAKES.get(kinds.get(name, "json"), ((object,), ""))
        wrong = not isinstance(value, types) or (isinstance(value, bool) and bool not in types and object not in types)
        if value is not None and wrong:
            raise BadInput(f"the field {name!r} takes {like}, or null; correct it to one")


@dataclass(frozen=True)
class Give:
    """The job that keeps feedback in the place of what was given before; none takes that back.

    Raises UnknownMessage, BadInput for a question and for corrections that do not fit, Conflict while it is being answered.
    """

    message: str
    row: FeedbackRow | None

    def __call__(self, db: sqlite3.Connection) -> None:
        found = db.execute(_ANSWER, (self.message,)).fetchone()
        if found is None:
            raise no_message(self.message)
        key, values, start, status = found
        if start is None:
            raise BadInput(f"the message {self.message!r} is no answer; feedback is given to answers")
        if status == "running":
            raise Conflict(f"the answer {self.message!r} is still being written; give feedback when it has ended")
        if self.row is None:
            db.execute("DELETE FROM feedback WHERE message = ?", (key,))
            return
        refuse_wrong(json.loads(self.row.corrections), StartEvent.model_validate_json(start).fields, json.loads(values))
        db.execute(ADD_FEEDBACK, (key, *self.row))


def no_message(message_id: str) -> UnknownMessage:
    """The refusal of an id that no message has."""
    return UnknownMessage(f"there is no message {message_id!r}; a conversation lists its own")
