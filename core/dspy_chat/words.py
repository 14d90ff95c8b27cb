"""The full-text index over messages and titles: its table, the view that it is an index of, and what keeps the two equal.

Only statements; whoever runs them is elsewhere. The index is changed by triggers, so whatever changes a message or a title
changes it in the same transaction. A statement that SQLite runs no triggers for (REPLACE of a row that exists) must not be
used on the two tables, and one that rebuilds a table drops its triggers: they are made anew after every migration.
"""

from typing import Final

OWNER: Final = "o1"
"""The term of the one owner that there is. A second one's messages get another term and stand in the same index; every
search asks the view whose a message is, so that none of one can come across the other's."""
SEVERAL: Final = False
"""Whether the view knows more than one owner, so that it is worth asking the index for one (see `store.search`)."""

TABLE: Final = (
    "CREATE VIRTUAL TABLE words USING fts5("
    "owner, title, text, content='searched', content_rowid='key', columnsize=0, prefix='3 4', "
    "tokenize='unicode61 remove_diacritics 2')"
)
"""Words and their places; the text itself stays in `message`. Measured over 200,000 messages of 40 words: +110 % of the
text, of which 43 are the first three letters of every word. Without those a beginning such as `the` took 25 ms, and 0.2 with
them; without sizes of columns, which only ranking needs, a message costs one write less. The first four letters, which a
million messages need, take 150 MB of their 1.75 GB; without them a search for a beginning took 34 ms at p99, and 8 with."""

VIEW: Final = f"""
CREATE VIEW searched AS
SELECT message.key AS key, '{OWNER}' AS owner, CASE WHEN parent IS NULL THEN conversation.title END AS title,
       message.text AS text, message.conversation AS conversation
FROM message JOIN conversation ON conversation.id = message.conversation WHERE message.text <> ''
"""  # noqa: S608 - a constant
"""What is found: every message that says something; the title is found as a part of what the conversation began with."""

_ROW: Final = "key, owner, title, text FROM searched WHERE"
_ADD: Final = f"INSERT INTO words (rowid, owner, title, text) SELECT {_ROW}"
_DROP: Final = f"INSERT INTO words (words, rowid, owner, title, text) SELECT 'delete', {_ROW}"
_WHEN: Final = {
    "words_message_insert": f"AFTER INSERT ON message BEGIN {_ADD} key = new.key; END",
    "words_message_leave": f"BEFORE UPDATE OF key, conversation, parent, text ON message BEGIN {_DROP} key = old.key; END",
    "words_message_enter": f"AFTER UPDATE OF key, conversation, parent, text ON message BEGIN {_ADD} key = new.key; END",
    # Of a conversation that is deleted nothing is left to see here: the next but one has dropped it all.
    "words_message_delete": f"BEFORE DELETE ON message BEGIN {_DROP} key = old.key; END",
    "words_title_leave": "BEFORE UPDATE OF title ON conversation WHEN new.title <> old.title "
    f"BEGIN {_DROP} conversation = old.id AND title IS NOT NULL; END",
    "words_title_enter": "AFTER UPDATE OF title ON conversation WHEN new.title <> old.title "
    f"BEGIN {_ADD} conversation = new.id AND title IS NOT NULL; END",
    "words_conversation_delete": f"BEFORE DELETE ON conversation BEGIN {_DROP} conversation = old.id; END",
}

MADE: Final = {
    "searched": VIEW.strip(),
    **{name: f"CREATE TRIGGER {name} {body}" for name, body in _WHEN.items()},
}
"""View and triggers by name, as SQLite keeps their statements."""

BUILD: Final = "INSERT INTO words (words) VALUES ('rebuild')"
"""Makes the index of all that there is (measured: 26 us for a message of 40 words)."""
CHECK: Final = "INSERT INTO words (words, rank) VALUES ('integrity-check', 1)"
"""Fails where index and messages differ."""
