"""Kills upgrades, backups and restores at any instant, then holds the files against what they were: `python -m
tests.faults.upgrade`.

A third of the kills come from outside after a random time. The others come at a step: before an SQL statement, inside one,
before a file operation; those that rename, link or remove a file are taken one after another, for a clock hardly hits the
instant between two of them. After each the files must be as they were or as they should be, no half copy may have a whole
one's name, and doing it again must end well.
Runs in a process of its own, without threads, because it forks.
"""

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from dspy_chat.database import backup, migrate
from dspy_chat.database.check import broken, reading, settle
from dspy_chat.database.lock import hold
from dspy_chat.database.restore import restore

from tests.upgrades.blow import blown, content

ACTIONS: Final = ("upgrade", "restored", "backup", "restore")
"""An upgrade after a crash, one of a restored backup, a backup, and the restoring of one."""
_RENAMES: Final = ("os.rename", "os.remove", "os.link")
_STEPS: Final = (*_RENAMES, "open", "os.mkdir", "sqlite3.connect")
_connect: Final = sqlite3.connect


@dataclass
class Report:
    """What came of it. `states` counts in which state the kills left the files, so that it is seen that they hit."""

    kills: int = 0
    finished: int = 0
    rows: int = 0
    states: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0


class Trial:
    """The files of one action: how to make them, what they were, what they should become."""

    def __init__(self, action: str, folder: Path, times: int) -> None:
        self.action = action
        self.folder = folder / "data"
        self._first = folder / "first"
        made = folder / "made"
        made.mkdir()
        blown(made / "chat.db", times)
        self.backup = folder / "backup.db"
        backup.make(made / "chat.db", self.backup)
        with contextlib.closing(sqlite3.connect(made / "chat.db")) as db:
            for pragma in ("foreign_keys=ON", "wal_autocheckpoint=0"):
                db.execute(f"PRAGMA {pragma}")
            if action == "restored":
                db.execute("PRAGMA journal_mode=DELETE")
            db.execute("DELETE FROM conversation WHERE title LIKE '%fail%'")
            db.commit()
            shutil.copytree(made, self._first)  # as a killed server leaves it: the last writes are in the log file
        self.before = content(self._first / "chat.db")
        self.journal = content(self._first / "journal.db")
        self.lay_out()
        self.act()
        self.after = content(self.folder / "chat.db")

    def lay_out(self) -> None:
        """The files as they were."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self._first, self.folder)

    def act(self) -> None:
        """What is killed, and done again."""
        match self.action:
            case "upgrade" | "restored":
                lock = hold(self.folder)
                migrate(self.folder / "chat.db")
                lock.release()
            case "backup":
                backup.make(self.folder / "chat.db", self.folder / f"copy{len(self._copies())}.db")
            case "restore":
                restore(self.backup, self.folder / "chat.db")

    def state(self) -> str:
        """How far it had come, as the files tell. Raises AssertionError where they are neither old nor new."""
        settle(self.folder / "chat.db")
        found = self._whole(self.folder / "chat.db")
        assert found in (self.before, self.after), "the database is neither as it was nor as it should be"
        for path in self._copies():
            assert self._whole(path) == self.before, f"{path.name} is half a copy with a whole one's name"
        if self.action != "restore":
            assert content(self.folder / "journal.db") == self.journal, "the journal changed"
        part = any(self.folder.rglob("*.part")) or (self.folder / "restored.db").exists()
        how = "done" if found != self.before else "copied" if self._copies() else "copying" if part else "not begun"
        return f"{self.action}: {how}"

    def again(self) -> None:
        """After the kill it can be done from the beginning, and nothing of the old is lost."""
        self.act()
        assert self._whole(self.folder / "chat.db") == self.after, "doing it again came to something else"
        assert self.before in map(self._whole, self._copies()), "what was there is in no copy"
        if self.action != "backup":
            left = [*self.folder.rglob("*.part*"), *self.folder.glob("restored.db*")]
            assert not left, f"left behind: {left}"

    def _copies(self) -> list[Path]:
        return [
            path
            for path in self.folder.rglob("*.db")
            if path.name not in ("chat.db", "journal.db", "restored.db") and not path.name.endswith("-journal.db")
        ]

    def _whole(self, path: Path) -> str:
        with reading(path) as connection:
            wrong = broken(connection)
        assert not wrong, f"{path.name}: {wrong}"
        return content(path)


def kill(actions: tuple[str, ...], kills: int, seed: int, times: int) -> Report:
    """Kill each action `kills` times; `times` is how large its database is."""
    report, began = Report(), time.monotonic()
    chance = random.Random(seed)
    for action in actions:
        with tempfile.TemporaryDirectory() as folder:
            trial = Trial(action, Path(folder), times)
            with reading(trial.backup) as connection:
                report.rows = connection.execute(
                    "SELECT (SELECT count(*) FROM event) + (SELECT count(*) FROM message)"
                ).fetchone()[0]
            steps, renames, seconds = _undisturbed(trial)
            chance.shuffle(renames)
            for n in range(kills):
                match n % 3:
                    case 0:
                        _once(trial, report, None, renames[n // 3 % len(renames)])
                    case 1:
                        _once(trial, report, chance.uniform(0, seconds * 0.95), None)
                    case _:
                        _once(trial, report, None, chance.randrange(steps))
    report.seconds = time.monotonic() - began
    return report


def _undisturbed(trial: Trial) -> tuple[int, list[int], float]:
    """How many steps the action has, which of them change names, and how long it takes."""
    trial.lay_out()
    began, (reading_end, writing_end) = time.monotonic(), os.pipe()
    pid = _forked(trial, None, lambda counted: os.write(writing_end, json.dumps(counted).encode()))
    os.waitpid(pid, 0)
    seconds = time.monotonic() - began
    os.close(writing_end)
    with os.fdopen(reading_end) as told:
        steps, renames = json.loads(told.read())
        return steps, renames, seconds


def _once(trial: Trial, report: Report, after_s: float | None, at_step: int | None) -> None:
    trial.lay_out()
    pid = _forked(trial, at_step)
    if after_s is not None:
        time.sleep(after_s)
        os.kill(pid, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    report.kills += code == -signal.SIGKILL
    report.finished += code == 0
    try:
        assert code in (0, -signal.SIGKILL), f"it ended with {code}"
        state = trial.state()
        if code:
            report.states[state] = report.states.get(state, 0) + 1
        trial.again()
    except (AssertionError, sqlite3.Error) as error:
        report.faults.append(f"{trial.action}, killed {at_step=} {after_s=}: {error!r}"[:300])


def _forked(trial: Trial, at_step: int | None, told: Callable[[object], object] = lambda _: None) -> int:
    """The action in a child; it kills itself right before the step with this number."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        counted = _Counted(at_step)
        sys.addaudithook(counted.heard)
        sqlite3.connect = sqlite3.dbapi2.connect = counted.connected  # type: ignore[assignment]
        trial.act()
        told((counted.steps, counted.renames))
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


class _Counted:
    """Counts steps, and ends the process at one of them."""

    def __init__(self, last: int | None) -> None:
        self.steps = 0
        self.renames: list[int] = []
        self._last = last

    def heard(self, event: str, _args: tuple[Any, ...]) -> None:
        if event in _RENAMES:
            self.renames.append(self.steps)
        if event in _STEPS:
            self.step()

    def connected(self, *args: Any, **more: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = _connect(*args, **more)
        connection.set_trace_callback(self.step)
        connection.set_progress_handler(self.step, 1000)
        return connection

    def step(self, *_args: object) -> None:
        if self.steps == self._last:
            os.kill(os.getpid(), signal.SIGKILL)
        self.steps += 1


def main() -> int:
    parser = argparse.ArgumentParser(description="Kill upgrades, backups and restores, and check what is left.")
    parser.add_argument("--kills", type=int, default=200, help="of each")
    parser.add_argument("--seed", type=int, default=0, help="of the instants; the machine adds chance of its own")
    parser.add_argument("--times", type=int, default=100, help="size of the database, in fixtures of 130 rows")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("actions", nargs="*", default=ACTIONS)
    arguments = parser.parse_args()
    report = kill(tuple(arguments.actions), arguments.kills, arguments.seed, arguments.times)
    if arguments.json:
        print(json.dumps(asdict(report)))
    else:
        print(f"{report.kills} kills, {report.finished} were done before, {report.seconds:.0f} s, {report.rows} rows")
        for state, count in sorted(report.states.items()):
            print(f"{count:6} {state}")
        print("\n".join(report.faults[:10]) or "no faults")
    return 1 if report.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
