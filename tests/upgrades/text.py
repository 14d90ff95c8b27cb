"""A database as SQL text that a person can review, and back, value for value."""

import contextlib
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def dump(path: Path) -> str:
    """All statements that make the file again. A virtual table's own tables are filled behind it."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        return "".join(f"{statement};\n" for statement in _statements(db))


def load(text: str, path: Path) -> None:
    """Make the file anew."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.executescript(f"BEGIN;\n{text}COMMIT;")


def shape(path: Path) -> dict[str, Any]:
    """What a file's schema means, however it was written: of each table its columns, keys, indexes, checks and options, and
    every trigger, view and virtual table as it is."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        made = db.execute("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        listed = db.execute("SELECT name, type, wr, strict FROM pragma_table_list WHERE schema = 'main'").fetchall()
        kinds = {name: (kind, *options) for name, kind, *options in listed}
        found: dict[str, Any] = {}
        for kind, name, table, sql in made:
            plain = " ".join(sql.split())
            if kind == "table" and kinds[name][0] == "table" and name != "alembic_version":
                found[f"table {name}"] = {**_table(db, name), "options": kinds[name], "checks": _checks(plain)}
            elif kind in ("trigger", "view") or kinds[name if kind == "table" else table][0] == "virtual":
                found[f"{kind} {name}"] = plain
    return found


def _table(db: sqlite3.Connection, name: str) -> dict[str, Any]:
    indexes = [
        (unique, partial, [part[2] for part in db.execute(f'PRAGMA index_info("{index}")')], index * (origin == "c"))
        for _, index, unique, origin, partial in db.execute(f'PRAGMA index_list("{name}")').fetchall()
    ]
    return {
        "columns": db.execute(f'PRAGMA table_xinfo("{name}")').fetchall(),
        "foreign": sorted(row[2:] for row in db.execute(f'PRAGMA foreign_key_list("{name}")').fetchall()),
        "indexes": sorted(indexes, key=str),
    }


def _checks(sql: str) -> list[str]:
    """The conditions of a table's CHECK clauses."""
    found = []
    for match in re.finditer(r"\bCHECK \(", sql):
        depth, end = 1, match.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(sql[end], 0)
            end += 1
        found.append(sql[match.start() : end])
    return sorted(found)


def _statements(db: sqlite3.Connection) -> Iterator[str]:
    made = db.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").fetchall()
    kinds = dict(db.execute("SELECT name, type FROM pragma_table_list WHERE schema = 'main'").fetchall())
    for kind, name, sql in made:
        if kind == "table" and kinds[name] != "shadow":
            yield sql
    for kind, name, _ in made:
        if kind == "table" and kinds[name] != "virtual":
            yield from _rows(db, name, cleared=kinds[name] == "shadow")
    yield from (sql for kind, _, sql in made if kind != "table")


def _rows(db: sqlite3.Connection, table: str, *, cleared: bool) -> Iterator[str]:
    columns = [row[1] for row in db.execute(f'PRAGMA table_info("{table}")')]
    if cleared:
        yield f'DELETE FROM "{table}"'
    quoted = " || ', ' || ".join(f'quote("{column}")' for column in columns)
    for (values,) in db.execute(f'SELECT {quoted} FROM "{table}"'):
        yield f'INSERT INTO "{table}" VALUES ({values})'
