"""Alembic's entry: runs the revisions on the connection that `dspy_chat.database` hands over.

For `alembic revision --autogenerate` on the command line it opens the database named by `sqlalchemy.url`.
Foreign keys stay off while tables change: a batch operation drops the parent table, and with them on, SQLite would
cascade that into the children (measured: every message lost). They are checked before the commit instead, and so is how
many rows each table has. A revision that drops a table, or changes how many rows one has, declares it beside its name:
`drops = {"event": "packed into `said`"}`.
"""

from typing import Any

from alembic import context
from dspy_chat import tables  # noqa: F401 - tells SQLModel of the tables
from sqlalchemy import Connection, create_engine, pool
from sqlmodel import SQLModel


def ours(name: str | None, kind: str, _parents: object) -> bool:
    """All but the full-text index and the tables behind it, which `dspy_chat.words` describes."""
    return kind != "table" or not (name or "").startswith("words")


def migrate(connection: Connection) -> None:
    drops: dict[str, str] = {}

    def applied(ctx: Any, step: Any, heads: Any, run_args: Any) -> None:
        drops.update(getattr(step.up_revision.module, "drops", {}))

    context.config.attributes["drops"] = drops
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        include_name=ours,
        on_version_apply=applied,
    )
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    url = context.config.get_main_option("sqlalchemy.url")
    if url is None:
        raise SystemExit("set sqlalchemy.url to the database to compare with, as in sqlite:///chat.db")
    with create_engine(url, poolclass=pool.NullPool).connect() as own:
        migrate(own)
