"""The events of a run that has ended as one blob in the place of a row for each. A released revision is never edited."""

import sqlite3
from typing import cast

from alembic import op
from dspy_chat.packing import digest, pack

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None
drops = {"event": "its rows are packed into `run_events`"}


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE run_events (
            run INTEGER NOT NULL PRIMARY KEY,
            count INTEGER NOT NULL,
            sha256 BLOB NOT NULL,
            data BLOB NOT NULL,
            FOREIGN KEY (run) REFERENCES run (key) ON DELETE CASCADE
        ) STRICT
        """
    )
    db = cast("sqlite3.Connection", op.get_bind().connection.driver_connection)
    # A run that was open when the older version stopped is packed too: its end will take the place of this.
    for (run,) in db.execute("SELECT DISTINCT run FROM event").fetchall():
        events = [data for (data,) in db.execute("SELECT data FROM event WHERE run = ? ORDER BY seq", (run,))]
        db.execute("INSERT INTO run_events VALUES (?, ?, ?, ?)", (run, len(events), digest(events), pack(events)))
    op.execute("DROP TABLE event")
