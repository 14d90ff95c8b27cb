"""What is promised survives the power, cut at any write; and the cuts do find a server that syncs too little."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from dspy_chat.database import Database
from dspy_chat.store import Store

from tests.faults.borrowed import recorded
from tests.faults.disk import MODES, SECTOR, Disk, Mode
from tests.faults.life import live
from tests.faults.power import Report, cut_again_and_again


def _kinds(report: Report) -> set[str]:
    return {fault.split()[1] for fault in report.faults}


def _nothing_lost(report: Report, cuts: int) -> None:
    print(report)
    assert report.faults == []
    assert all(report.cuts[mode] >= cuts for mode in MODES)
    assert all(report.recovered[mode] for mode in MODES), "the cuts hit no run"
    assert all(report.gone[mode] for mode in MODES), "no cut took anything away"


async def test_what_is_promised_survives_power_cuts(tmp_path: Path) -> None:
    _nothing_lost(await cut_again_and_again(24, tmp_path, seed=1), 24)


@pytest.mark.nightly
@pytest.mark.timeout(3600)
async def test_what_is_promised_survives_a_thousand_power_cuts_of_each_kind(tmp_path: Path) -> None:
    _nothing_lost(await cut_again_and_again(1000, tmp_path, seed=2), 1000)


async def test_cuts_find_a_writer_that_syncs_only_before_checkpoints(tmp_path: Path) -> None:
    report = await cut_again_and_again(6, tmp_path, control="normal", seed=3)
    assert {"lost:"} <= _kinds(report) <= {"lost:", "changed:", "back:"}, "NORMAL loses, and corrupts nothing"


async def test_cuts_find_a_writer_that_never_syncs(tmp_path: Path) -> None:
    report = await cut_again_and_again(6, tmp_path, control="off", seed=4)
    assert {"lost:", "corrupt:"} <= _kinds(report)


async def test_record_is_complete(tmp_path: Path, model_url: str) -> None:
    """With nothing cut off, the recorded files are the files."""
    life = await live(tmp_path, {}, [], model_url, random.Random(5), turns=4)
    for name in ("chat.db", "journal.db"):
        life.disk.sync(life.disk.open(name))
    life.disk.sync_names()
    image = life.disk.image(len(life.disk), "drop", random.Random(0))
    assert image.keys() == {"chat.db", "journal.db"}, "a clean end leaves no log file"
    for name, data in image.items():
        assert data == (tmp_path / name).read_bytes(), name
    assert life.ready < len(life.disk)


async def test_borrowed_sqlite_is_the_one_that_is_used(tmp_path: Path) -> None:
    real = sqlite3.connect
    with recorded(tmp_path, disk := Disk()):
        database = await Database.open(tmp_path)
        assert await Store(database).conversations(1, None) == []
        before = len(disk)
        with pytest.raises(sqlite3.IntegrityError):
            sqlite3.connect(tmp_path / "chat.db").execute("INSERT INTO conversation (id) VALUES ('a')")
        await database.write(lambda db: db.execute("PRAGMA user_version=7").close())
        assert len(disk) > before
        await database.close()
    assert sqlite3.connect is real
    with closing(sqlite3.connect(tmp_path / "chat.db")) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (7,)


def written(*more: tuple[int, bytes]) -> Disk:
    """One synced file of two sectors with later writes."""
    disk = Disk()
    file = disk.open("a")
    disk.write(file, 0, b"s" * 2 * SECTOR)
    disk.sync(file)
    disk.sync_names()
    for offset, data in more:
        disk.write(file, offset, data)
    return disk


def images(disk: Disk, mode: Mode) -> set[bytes | None]:
    """What may be found in the file `a`."""
    return {disk.image(len(disk), mode, random.Random(seed)).get("a") for seed in range(200)}


def test_cut_leaves_what_its_mode_says() -> None:
    sure = b"s" * 2 * SECTOR
    disk = written((0, b"1" * SECTOR), (2 * SECTOR, b"22"))
    assert images(disk, "drop") == {sure}
    first = b"1" * SECTOR + b"s" * SECTOR
    assert images(disk, "prefix") == {sure, first, first + b"22"}
    torn = images(disk, "torn")
    assert {sure, first, first + b"22", sure + b"22"} < torn
    assert all(data is not None and data[SECTOR : 2 * SECTOR] == b"s" * SECTOR for data in torn)


def test_torn_write_is_torn_between_sectors() -> None:
    torn = images(written((256, b"1" * SECTOR)), "torn")
    assert torn == {
        b"s" * 256 + left * 256 + right * 256 + b"s" * 256 for left in (b"s", b"1") for right in (b"s", b"1")
    }


def test_name_is_sure_once_the_folder_is_synced() -> None:
    disk = Disk()
    file = disk.open("a")
    disk.write(file, 0, b"x")
    disk.sync(file)
    assert images(disk, "drop") == {None}
    assert images(disk, "torn") == {None, b"x"}
    disk.sync_names()
    disk.delete("a")
    disk.write(disk.open("a"), 0, b"y")
    assert images(disk, "drop") == {b"x"}
    assert images(disk, "prefix") == {b"x", None, b"", b"y"}


def test_cut_before_the_sync_is_a_cut_without_it() -> None:
    disk = written((0, b"1"))
    file = disk.open("a")
    disk.sync(file)
    disk.truncate(file, 0)
    assert disk.image(len(disk) - 2, "drop", random.Random(0))["a"][:1] == b"s"
    assert disk.image(len(disk) - 1, "drop", random.Random(0))["a"][:1] == b"1"
    assert disk.image(len(disk), "drop", random.Random(0))["a"][:1] == b"1"
    assert images(disk, "prefix") == {b"1" + b"s" * 1023, b""}
