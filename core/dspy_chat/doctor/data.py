"""What is stored: whether it is whole, of which version, and what running answers left. Changes nothing."""

from collections.abc import Iterator

from dspy_chat import eventlog
from dspy_chat.database import FILE, index, schema
from dspy_chat.database.check import broken, counts, reading, revision, said
from dspy_chat.database.lock import held
from dspy_chat.doctor.finding import Finding
from dspy_chat.errors import StorageFailed
from dspy_chat.settings import Settings
from dspy_chat.store import audit

_RESTORE = "restore a backup with `dspy-chat restore FILE`; `dspy-chat backup` first keeps what can still be read"


def database(settings: Settings) -> Iterator[Finding]:
    """Whether SQLite finds it whole, and whether this version can open it."""
    path = settings.data_dir / FILE
    if not path.exists():
        do = "name the folder with --data-dir, or start the server, which makes it"
        yield Finding("database", "unknown", f"there is none at {str(path)!r}", do)
        return
    try:
        with reading(path) as connection:
            found, wrong = revision(connection), broken(connection)
            rows = counts(connection) if not wrong else {}
    except Exception as error:  # noqa: BLE001 - what keeps SQLite from reading it is the finding
        yield Finding("database", "look", f"{str(path)!r} cannot be read: {error}", _RESTORE)
        return
    for one in wrong:
        yield Finding("database", "look", f"damaged: {one}", _RESTORE)
    if not wrong:
        told = ", ".join(f"{name}s: {rows[name]}" for name in ("conversation", "message", "run") if name in rows)
        yield Finding("database", "fine", f"whole, no reference points nowhere; {told}")
    try:
        schema.refuse_unknown(path, found)
    except StorageFailed as error:
        yield Finding("schema", "look", error.message, "use the version that made it")
        return
    old = found not in (None, schema.newest())
    yield Finding("schema", "fine", f"{found}" + (", which the next start upgrades after a backup" if old else ""))


def runs(settings: Settings) -> Iterator[Finding]:
    """Whether every stored answer is as it was stored, and whether one is open that nobody owns."""
    with reading(settings.data_dir / FILE) as connection:
        if revision(connection) != schema.newest():
            yield Finding("runs", "fine", "looked at after the upgrade")
            return
        checked, damaged = eventlog.audit(connection)
        wrong = damaged + audit.orphans(connection)
        opened = audit.running(connection)
    for one in wrong:
        yield Finding("runs", "look", one, _RESTORE)
    if not wrong:
        yield Finding("runs", "fine", f"the events are what was stored, of every run that has ended: {checked}")
    boots = {boot for _, boot in opened}
    if not held(settings.data_dir):
        if opened:
            do = "start the server: it keeps what they said and marks them as interrupted"
            yield Finding("runs", "look", f"cut off when the server last stopped: {len(opened)}", do)
    elif len(boots) > 1:
        said_ = f"open: {len(opened)}, of {len(boots)} servers, though only one can run"
        yield Finding("runs", "look", said_, "start the server again: it marks those of older ones as interrupted")
    else:
        yield Finding("runs", "fine", f"being answered now: {len(opened)}")


def search_index(settings: Settings) -> Iterator[Finding]:
    """Whether search finds every message, and nothing that is no more."""
    subject, path = "search index", settings.data_dir / FILE
    with reading(path) as connection:
        current = revision(connection) == schema.newest()
    if held(settings.data_dir):
        yield Finding(subject, "fine", "in use by the server that runs; it can be looked at when that is stopped")
    elif not current:
        yield Finding(subject, "fine", "looked at after the upgrade")
    elif wrong := index.wrong(path):
        do = "stop the server and make it anew from the messages, which are not harmed: `dspy-chat doctor --repair`"
        yield Finding(subject, "look", f"it is not what the messages are: {wrong}", do)
    else:
        yield Finding(subject, "fine", "it is what the messages are")


def journal(settings: Settings) -> Iterator[Finding]:
    """What answers that never ended had said."""
    path = settings.data_dir / "journal.db"
    if held(settings.data_dir):
        yield Finding("journal", "fine", "in use by the server that runs")
    elif not path.exists():
        yield Finding("journal", "fine", "there is none: the next start makes it")
    else:
        try:
            rows = said(path)
        except Exception as error:  # noqa: BLE001 - what keeps SQLite from reading it is the finding
            do = "start the server: it puts the file aside, and open answers lose what they had said"
            yield Finding("journal", "look", f"{str(path)!r} cannot be read: {error}", do)
            return
        # Runs that have ended stay in it for a while: only those that are open are told of, as runs.
        yield Finding(
            "journal", "fine", f"events from before the last stop: {sum(rows.values())}, of runs: {len(rows)}"
        )
