"""A disk whose power can be cut, afterwards and as often as one likes: it records what was written, and gives what is left.

Only what was synced before the cut is sure to be there. Of all else a cut leaves, by its mode,
    drop     nothing
    prefix   of each file what came first
    torn     any sectors of 512 bytes, some of them garbage; of names any changes
A file's name is as little sure as its bytes: it is, once its folder was synced. A synced byte is never lost, and a write
never harms a byte beside it, as SQLite expects (https://www.sqlite.org/psow.html). Knows nothing of SQLite.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

Mode = Literal["drop", "prefix", "torn"]
MODES: Final[tuple[Mode, ...]] = ("drop", "prefix", "torn")
SECTOR: Final = 512
_GARBAGE: Final = 0.1
"""How often a torn sector holds what was never written."""


class Write(NamedTuple):
    """Bytes at an offset; `data` None cuts the file there instead."""

    offset: int
    data: bytes | None


class Entry(NamedTuple):
    """A name in the folder, and the file that it now means; None when it was deleted."""

    name: str
    file: int | None


@dataclass
class _File:
    """A file's bytes: those that are sure, and what was written since."""

    sure: bytearray = field(default_factory=bytearray)
    rest: list[Write] = field(default_factory=list)

    def sync(self) -> None:
        for write in self.rest:
            _apply(self.sure, write)
        self.rest.clear()


class Disk:
    """Records one folder. It begins with what `image` holds, all of it sure."""

    def __init__(self, image: Mapping[str, bytes] | None = None) -> None:
        self._base = dict(image or {})
        self._names = {name: number for number, name in enumerate(self._base)}
        self._count = len(self._base)
        self._ops: list[tuple[int | None, Write | Entry | None]] = []

    def __len__(self) -> int:
        """How many instants there are for a cut."""
        return len(self._ops)

    def open(self, name: str) -> int:
        """The number of the file that the name means, a new one if it means none."""
        if name not in self._names:
            self._names[name] = self._count
            self._ops.append((None, Entry(name, self._count)))
            self._count += 1
        return self._names[name]

    def write(self, file: int, offset: int, data: bytes) -> None:
        self._ops.append((file, Write(offset, data)))

    def truncate(self, file: int, size: int) -> None:
        self._ops.append((file, Write(size, None)))

    def sync(self, file: int) -> None:
        """What was written to the file is sure."""
        self._ops.append((file, None))

    def delete(self, name: str) -> None:
        if self._names.pop(name, None) is not None:
            self._ops.append((None, Entry(name, None)))

    def sync_names(self) -> None:
        """What was created and deleted is sure."""
        self._ops.append((None, None))

    def image(self, cut: int, mode: Mode, chance: random.Random) -> dict[str, bytes]:
        """The files as they are found again when the power fails before the operation with this number."""
        files = {number: _File(bytearray(data)) for number, data in enumerate(self._base.values())}
        names: dict[str, int | None] = {name: number for number, name in enumerate(self._base)}
        entries: list[Entry] = []
        for at, done in self._ops[:cut]:
            match at, done:
                case None, Entry():
                    entries.append(done)
                case None, None:
                    names.update(entries)
                    entries.clear()
                case int(), Write():
                    files.setdefault(at, _File()).rest.append(done)
                case int(), None:
                    files.setdefault(at, _File()).sync()
        names.update(_left(entries, mode, chance))
        found = {name: files.get(file, _File()) for name, file in names.items() if file is not None}
        return {name: _found(file, mode, chance) for name, file in found.items()}


def _left(done: Sequence[Any], mode: Mode, chance: random.Random) -> Sequence[Any]:
    """What is left of operations that nobody synced."""
    match mode:
        case "drop":
            return []
        case "prefix":
            return done[: chance.randint(0, len(done))]
        case "torn":
            return [one for one in done if chance.random() < 0.5]


def _found(file: _File, mode: Mode, chance: random.Random) -> bytes:
    data = bytearray(file.sure)
    if mode == "torn":
        for write in file.rest:
            _tear(data, write, chance)
    else:
        for write in _left(file.rest, mode, chance):
            _apply(data, write)
    return bytes(data)


def _apply(data: bytearray, write: Write) -> None:
    if write.data is None:
        del data[write.offset :]
        return
    data.extend(bytes(max(0, write.offset - len(data))))
    data[write.offset : write.offset + len(write.data)] = write.data


def _tear(data: bytearray, write: Write, chance: random.Random) -> None:
    """Apply some sectors of a write."""
    if write.data is None:
        if chance.random() < 0.5:
            _apply(data, write)
        return
    at, end = write.offset, write.offset + len(write.data)
    while at < end:
        until = min(end, (at // SECTOR + 1) * SECTOR)
        if chance.random() < 0.5:
            piece = write.data[at - write.offset : until - write.offset]
            whole = until - at == SECTOR and chance.random() < _GARBAGE
            _apply(data, Write(at, chance.randbytes(SECTOR) if whole else piece))
        at = until
