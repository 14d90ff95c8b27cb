"""Full text over messages and titles: whatever a person types is a query, and the newest that holds all of it comes first.

Knows the index (see `words`) and SQLite's language for it; nobody else does.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from dspy_chat.errors import BadInput
from dspy_chat.store.snippet import Part, Snippets
from dspy_chat.words import OWNER, SEVERAL

MOST: Final = 20
"""Words of a query. Each of them is looked for in every message that holds the others."""
BEGINNING: Final = 3
"""Letters from which on the last word may be only the beginning of one: the index keeps these (see `words.TABLE`)."""
_UNSPACED: Final = "\u2e80"
"""From here on scripts are written without spaces, or nearly: what stands between two marks is one word to the index."""
_PIECE: Final = re.compile(r'"([^"]*)("?)|([^\s"]+)')
_WORD: Final = re.compile(r"[^\W_]+")
# CROSS keeps the order of the loops: the index first, newest first, and no sorting. Not by rank, which reads every hit
# (measured over a million messages: 1.9 s for a common word). Whose a message is, its row
# says, whatever the index knows.
_FIND: Final = text(
    "SELECT words.rowid, message.id, message.role, message.text, message.created_at, conversation.id, conversation.title"
    " FROM words CROSS JOIN message ON message.key = words.rowid"
    " CROSS JOIN conversation ON conversation.id = message.conversation"
    " WHERE words MATCH :match AND words.rowid < :before AND conversation.deleted_at IS NULL"
    " AND EXISTS (SELECT 1 FROM searched WHERE searched.key = words.rowid AND searched.owner = :owner)"
    " ORDER BY words.rowid DESC LIMIT :limit"
)
_NEWEST: Final = 2**62


@dataclass(frozen=True)
class Piece:
    """What must be found together: the words of it in a row, the last perhaps only begun."""

    text: str
    words: tuple[str, ...]
    begun: bool

    @property
    def match(self) -> str:
        """In the language of the index. Inside its quotes nothing has a meaning but a quote, which no piece holds."""
        return f'"{self.text}"' + (" *" if self.begun else "")

    @property
    def is_word(self) -> bool:
        """Whether the index surely finds a word in it. What Unicode calls a letter only lately may be none to it; what 3.2
        does, whose tables Python has, is one to any SQLite."""
        return any(unicodedata.ucd_3_2_0.category(letter)[0] in "LN" for letter in self.text)


@dataclass(frozen=True)
class Found:
    """A message that holds what was looked for. `key` is the cursor of what is older."""

    key: int
    conversation: str
    title: str
    message: str
    role: str
    created_at: int
    snippet: list[Part]


def pieces(query: str) -> list[Piece]:
    """What a person looks for: words, and phrases in quotes; none where there is no letter or digit. Raises BadInput.

    The last word may be only begun, so that one can search while typing; a space or a quote behind it completes it.
    """
    query = query.replace("\0", " ")
    found: list[Piece] = []
    for match in _PIECE.finditer(query):
        phrase, closed, bare = match.groups()
        words = tuple(_WORD.findall(bare or phrase or ""))
        if not words:
            continue
        last = match.end() == len(query) and not closed and query[-1].isalnum() and len(words[-1]) >= BEGINNING
        found.append(Piece(bare or phrase, words, last or (not closed and words[-1][-1] >= _UNSPACED)))
    if sum(len(piece.words) for piece in found) > MOST:
        raise BadInput(f"a search is for at most {MOST} words; leave the common ones out")
    return found


def expression(looked_for: list[Piece], owner: str | None = None) -> str:
    """The query in the language of the index; for what belongs to one owner where one is named."""
    together = f"{{title text}} : ({_nested(looked_for)})"
    return together if owner is None else f'owner : "{owner}" AND {_apart(together)}'


def _nested(looked_for: list[Piece]) -> str:
    """All pieces, the longest inside: the others are sought only where it is, and the next, and so on.

    Long words are rare in every language. Side by side SQLite seeks each word anew wherever any other is (measured for
    sentences of 20 words over a million messages: 58 ms at p99, and 16 in this order; for twenty common words 80 and 15).
    """
    matches = {piece.match: piece.is_word for piece in sorted(looked_for, key=lambda piece: -len(piece.text))}
    known = [match for match, is_word in matches.items() if is_word]
    # Side by side, and only there, what turns out to hold no word of the index is passed over.
    nested = " ".join([*known[:1], *(match for match, is_word in matches.items() if not is_word)])
    for match in known[1:]:
        nested = f"{_apart(nested)} AND {match}"
    return nested


def _apart(inner: str) -> str:
    """NOT nothing changes nothing of what is found; it keeps SQLite from making one list of what is inside and beside."""
    return f'(({inner}) NOT "")'


def search(
    session: Session,
    looked_for: list[Piece],
    limit: int,
    before: int | None,
    owner: str = OWNER,
    *,
    several: bool = SEVERAL,
) -> list[Found]:
    """At most `limit` messages of the owner that hold all pieces, the newest first, older than the cursor.

    Where `several` share the index it is asked for the owner too, so that others' hits are not walked through. One alone
    it would cost for nothing: SQLite seeks the owner wherever the words of a phrase are in one message, in a row or not
    (measured for a common and a medium word over a million messages: 17.9 ms at p99, and 5.7 without).
    """
    if not looked_for:
        return []
    match = expression(looked_for, owner if several else None)
    given = {"match": match, "before": before or _NEWEST, "limit": limit, "owner": owner}
    rows = session.connection().execute(_FIND, given).all()
    snippets = Snippets([(piece.words, piece.begun) for piece in looked_for])
    return [
        Found(key, conversation, title, message, role, created_at, snippets.of(body))
        for key, message, role, body, created_at, conversation, title in rows
    ]
