"""Brings a database file to the newest schema, at the start."""

import sqlite3
from pathlib import Path
from typing import Final, cast

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, event, pool

from dspy_chat.errors import StorageFailed

_PACKAGE: Final = Path(__file__).parent.parent


def _migrations() -> Path:
    """Where the revisions are: beside this file in a wheel, at the top level in a checkout."""
    return next(p for p in (_PACKAGE / "migrations", _PACKAGE.parent.parent / "migrations") if p.is_dir())


def migrate(path: Path) -> None:
    """Bring the database at `path` to the newest schema, creating it if need be. Raises StorageFailed."""
    config = Config()
    config.set_main_option("script_location", str(_migrations()))
    engine = create_engine(f"sqlite:///{path}", poolclass=pool.NullPool)
    event.listen(engine, "connect", _migrating)
    event.listen(engine, "begin", _begin)
    try:
        with engine.begin() as connection:
            _upgrade(connection, config)
    except Exception as error:
        raise StorageFailed(
            f"the database {str(path)!r} could not be brought to this version's schema; it was left as it was"
        ) from error
    finally:
        engine.dispose()


def _upgrade(connection: Connection, config: Config) -> None:
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise StorageFailed(f"{len(broken)} rows point nowhere after the migration")


def _migrating(connection: object, _record: object) -> None:
    """Foreign keys can only be switched outside a transaction; they stay off while tables change (see migrations/env.py)."""
    raw = cast("sqlite3.Connection", connection)
    raw.isolation_level = None  # sqlite3 would run DDL outside any transaction
    for pragma in ("journal_mode=WAL", "foreign_keys=OFF", "busy_timeout=5000"):
        raw.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
