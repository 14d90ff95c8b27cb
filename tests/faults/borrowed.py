"""SQLite by way of APSW, looking like the standard library's: so that the files which the product writes can be recorded.

Inside `recorded` every connection to a file in that folder writes through a `Disk`. The product's own code runs as it is.
Only the little of `sqlite3` is here that the product, SQLAlchemy and aiosqlite use.
"""

import contextlib
import itertools
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from sqlite3 import dbapi2
from typing import Any, Final, TypeVar, cast
from urllib.parse import unquote, urlsplit

import apsw

from tests.faults.disk import Disk

T = TypeVar("T")
_numbers = itertools.count()
_SYNCS_ITS_FOLDER: Final = apsw.SQLITE_OPEN_WAL | apsw.SQLITE_OPEN_MAIN_JOURNAL | apsw.SQLITE_OPEN_SUPER_JOURNAL
"""What SQLite's own files for Unix sync the folder for, with their first sync (`UNIXFILE_DIRSYNC` in os_unix.c)."""
_ERRORS: Final = {
    apsw.ConstraintError: sqlite3.IntegrityError,
    apsw.CorruptError: sqlite3.DatabaseError,
    apsw.NotADBError: sqlite3.DatabaseError,
    apsw.MisuseError: sqlite3.ProgrammingError,
    apsw.ConnectionClosedError: sqlite3.ProgrammingError,
    apsw.CursorClosedError: sqlite3.ProgrammingError,
    apsw.Error: sqlite3.OperationalError,
}


@contextlib.contextmanager
def recorded(folder: Path, disk: Disk, rewrite: Callable[[str], str] = str) -> Iterator[None]:
    """Record what is written to the databases in `folder`. `rewrite` changes statements, for controls that must fail."""
    vfs = _Recorder(f"recorder-{next(_numbers)}", folder, disk)
    real: Any = sqlite3.connect

    def connect(path: Any, timeout: float = 5.0, *_args: Any, **_options: Any) -> Any:
        if _place(path).parent != folder:
            return real(path, timeout, *_args, **_options)
        return Connection(vfs, path, timeout, rewrite)

    sqlite3.connect = dbapi2.connect = cast("Any", connect)
    try:
        yield
    finally:
        sqlite3.connect = dbapi2.connect = real
        vfs.unregister()


def _place(path: Any) -> Path:
    """Where the file is that a path or an address (`file:...?mode=ro`) names."""
    text = os.fsdecode(path)
    return Path(unquote(urlsplit(text).path)) if text.startswith("file:") else Path(text)


class _Recorder(apsw.VFS):
    """The system's files, with a record of what was done to them."""

    def __init__(self, name: str, folder: Path, disk: Disk) -> None:
        self.vfs_name = name
        self._folder = folder
        self._disk = disk
        super().__init__(name, "")

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        if path is None or Path(path).parent != self._folder:  # a temporary file, or a copy elsewhere
            return apsw.VFSFile("", name, flags)
        return _Recorded(name, flags, self._disk, Path(path).name)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        if not Path(filename).exists():
            return  # SQLite thinks nothing of it, but APSW would raise what it was told
        super().xDelete(filename, False)
        if Path(filename).parent != self._folder:
            return
        self._disk.delete(Path(filename).name)
        if syncdir:
            self._disk.sync_names()


class _Recorded(apsw.VFSFile):
    """One open file. Nothing is really synced: no real power is cut."""

    def __init__(self, name: Any, flags: list[int], disk: Disk, short: str) -> None:
        super().__init__("", name, flags)
        self._disk = disk
        self._file = disk.open(short)
        self._syncs_folder = bool(flags[0] & _SYNCS_ITS_FOLDER and flags[0] & apsw.SQLITE_OPEN_CREATE)

    def xWrite(self, data: bytes, offset: int) -> None:
        super().xWrite(data, offset)
        self._disk.write(self._file, offset, bytes(data))

    def xTruncate(self, newsize: int) -> None:
        super().xTruncate(newsize)
        self._disk.truncate(self._file, newsize)

    def xSync(self, _flags: int) -> None:
        self._disk.sync(self._file)
        if self._syncs_folder:
            self._disk.sync_names()
            self._syncs_folder = False


def _mapped(call: Callable[[], T]) -> T:
    """What the call returns; its errors are those of `sqlite3`."""
    try:
        return call()
    except apsw.Error as error:
        kind = next(theirs for ours, theirs in _ERRORS.items() if isinstance(error, ours))
        told = kind(str(error))
        told.sqlite_errorcode = getattr(error, "extendedresult", 0)  # type: ignore[attr-defined, unused-ignore]
        raise told from error


class Connection:
    """What the product needs of a `sqlite3.Connection` in autocommit."""

    def __init__(self, vfs: _Recorder, path: Any, timeout: float, rewrite: Callable[[str], str]) -> None:
        self.isolation_level: str | None = None
        self.rewrite = rewrite
        self.raw = _mapped(lambda: apsw.Connection(str(_place(path)), vfs=vfs.vfs_name))
        self.raw.set_busy_timeout(int(timeout * 1000))
        if str(path).endswith("?mode=ro"):
            # APSW cannot close one that is read-only by its file; this writes as little, and leaves the log file alone too.
            self.raw.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
            self.execute("PRAGMA query_only=ON")

    @property
    def in_transaction(self) -> bool:
        return self.raw.in_transaction

    def cursor(self) -> "Cursor":
        return Cursor(self)

    def execute(self, statement: str, values: Any = ()) -> "Cursor":
        return self.cursor().execute(statement, values)

    def executemany(self, statement: str, rows: Iterable[Any]) -> "Cursor":
        return self.cursor().executemany(statement, rows)

    def commit(self) -> None:
        if self.in_transaction:
            self.execute("COMMIT")

    def rollback(self) -> None:
        if self.in_transaction:
            self.execute("ROLLBACK")

    def create_function(self, name: str, count: int, function: Any, *, deterministic: bool = False) -> None:
        self.raw.create_scalar_function(name, function, count, deterministic=deterministic)

    def close(self) -> None:
        _mapped(self.raw.close)


class _Columns:
    """Keeps the columns of the statement that begins: once it has come to its end, APSW no longer tells them."""

    def __init__(self, kept: list[Any]) -> None:
        self._kept = kept

    def __call__(self, cursor: apsw.Cursor, _statement: str, _values: Any) -> bool:
        self._kept[:] = cursor.get_description()
        return True


class Cursor:
    """What the product needs of a `sqlite3.Cursor`."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.rowcount = -1
        self._raw = connection.raw.cursor()
        self._columns: list[Any] = []
        self._raw.exec_trace = _Columns(self._columns)  # not a method of ours: it ends with its last reference, at once

    @property
    def lastrowid(self) -> int:
        return self.connection.raw.last_insert_rowid()

    @property
    def description(self) -> Any:
        return tuple((column[0], *(None,) * 6) for column in self._columns) or None

    def execute(self, statement: str, values: Any = ()) -> "Cursor":
        statement = self.connection.rewrite(statement)
        _mapped(lambda: self._raw.execute(statement, values or None))
        self.rowcount = -1 if self.description else self.connection.raw.changes()
        return self

    def executemany(self, statement: str, rows: Iterable[Any]) -> "Cursor":
        _mapped(lambda: self._raw.executemany(statement, rows))
        return self

    def fetchone(self) -> Any:
        return _mapped(lambda: next(self._raw, None))

    def fetchmany(self, size: int = 1) -> list[Any]:
        return list(itertools.islice(self, size))

    def fetchall(self) -> list[Any]:
        return _mapped(lambda: list(self._raw))

    def __iter__(self) -> Iterator[Any]:
        while (row := self.fetchone()) is not None:
            yield row

    def close(self) -> None:
        _mapped(lambda: self._raw.close(True))
