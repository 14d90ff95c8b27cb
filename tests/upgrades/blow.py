"""Makes the database of the first schema large: its conversations again and again, under other ids."""

import contextlib
import re
import sqlite3
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from tests.upgrades.make import FIXTURES
from tests.upgrades.text import load

_TABLES: Final = {"conversation": None, "message": "key", "run": "key", "event": "run"}
"""The tables of 0001, and the column that numbers them."""
_ID: Final = re.compile(r"\b[0-9a-f]{32}\b")


def blown(path: Path, times: int) -> Path:
    """The database of the fixture 0001, `times` as large; about 130 rows for each. Its journal comes beside it."""
    for name in ("chat", "journal"):
        load((FIXTURES / "0001" / f"{name}.sql").read_text("utf-8"), path.with_name(f"{name}.db"))
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode=WAL")
        for table, number in _TABLES.items():
            read = db.execute(f"SELECT * FROM {table}")
            columns = [column[0] for column in read.description]
            rows = read.fetchall()
            numbers = columns.index(number) if number else None
            for copy in range(1, times):
                again = [_again(row, numbers, copy) for row in rows]
                db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})", again)
        db.commit()
    return path


def _again(row: tuple[Any, ...], number: int | None, copy: int) -> tuple[Any, ...]:
    cells = [
        _ID.sub(lambda match: f"{copy:08x}{match[0][8:]}", cell) if isinstance(cell, str) else cell for cell in row
    ]
    if number is not None:
        cells[number] = row[number] + 1000 * copy
    return tuple(cells)


def content(path: Path) -> str:
    """A digest of every row of every table, in an order of its own."""
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        names = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        rows = {name: sorted(map(repr, db.execute(f"SELECT * FROM {name}"))) for (name,) in names}
    return sha256(repr(rows).encode()).hexdigest()
