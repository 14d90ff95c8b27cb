"""What the rows say of runs: those that are open, and those that belong to nothing. For `doctor` and backups, which have a
read-only connection and no loop."""

import sqlite3
from pathlib import Path

from dspy_chat.database.check import reading


def running(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """The runs that are marked as running, as (id, boot): which process owns, or owned, each."""
    return connection.execute("SELECT id, boot FROM run WHERE status = 'running' ORDER BY key").fetchall()


def unfinished(backup: Path) -> int:
    """How many answers a backup has that were still being written."""
    with reading(backup) as connection:
        return len(running(connection))


def orphans(connection: sqlite3.Connection) -> list[str]:
    """The runs whose answer, and the conversations whose newest message, is not there."""
    runs = connection.execute(
        "SELECT run.id FROM run LEFT JOIN message ON message.id = run.message WHERE message.id IS NULL"
    )
    found = [f"the run {run!r} has no message" for (run,) in runs.fetchall()]
    heads = connection.execute(
        "SELECT conversation.id FROM conversation LEFT JOIN message ON message.id = conversation.head"
        " WHERE conversation.head IS NOT NULL AND message.id IS NULL"
    )
    return found + [f"the conversation {one!r} ends in a message that is not there" for (one,) in heads.fetchall()]
