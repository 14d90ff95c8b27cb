"""What the server runs with: SQLite, plugins, settings. No secret leaves this file."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from pydantic import SecretStr

from dspy_chat import plugins
from dspy_chat.database.check import SQLITE
from dspy_chat.doctor.finding import Finding
from dspy_chat.settings import Settings


def wal_reset(version: tuple[int, ...]) -> bool:
    """Whether this SQLite can corrupt a database when two connections write or checkpoint at the same instant.

    https://www.sqlite.org/changes.html, "WAL-reset": since 3.7.0, fixed in 3.51.3, and in 3.44.6 and 3.50.7.
    """
    if version[:2] in ((3, 44), (3, 50)):
        return version < {44: (3, 44, 6), 50: (3, 50, 7)}[version[1]]
    return (3, 7, 0) <= version < (3, 51, 3)


def sqlite(_settings: Settings) -> Iterator[Finding]:
    """Which it is, and what its known fault means here."""
    told = ".".join(map(str, SQLITE))
    if wal_reset(SQLITE):
        told += (
            ", which can corrupt a file that two connections write at once (WAL-reset). The server writes with one, and "
            "keeps a second server out: with nothing else writing to chat.db it cannot happen"
        )
        do = "let no other program write to chat.db while the server runs, or use a Python with SQLite 3.51.3 or newer"
        yield Finding("SQLite", "fine", told, do)
    else:
        yield Finding("SQLite", "fine", f"{told}, without the WAL-reset fault")


def installed(settings: Settings) -> Iterator[Finding]:
    """Whether each plugin loads."""
    found = plugins.install(plugins.entry_points(), settings.default_program)
    for plugin in found.plugins:
        name = f"{plugin.name} ({plugin.distribution} {plugin.version})"
        if plugin.error is None:
            yield Finding("plugins", "fine", name)
        else:
            do = f"mend or remove it: `pip uninstall {plugin.distribution}`"
            yield Finding("plugins", "look", f"{name} failed: {plugin.error}", do)
    if not found.by_id:
        yield Finding("plugins", "look", "no program is installed", "`pip install dspy-chat-basics`")


def in_force(settings: Settings) -> dict[str, str]:
    """Every setting as it is in force. Of a key only whether it is set; of a URL neither user, password nor query."""
    return {name: _shown(name, getattr(settings, name)) for name in type(settings).model_fields}


def _shown(name: str, value: Any) -> str:
    if isinstance(value, SecretStr):
        return "set, not shown"
    if value is None:
        return "not set"
    if isinstance(value, list | tuple):
        return ",".join(map(str, value))
    if name.endswith("_url"):
        parts = urlsplit(str(value))
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
    return str(value)
