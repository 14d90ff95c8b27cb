"""Cuts the power of a recorded server at any write, starts again on what is left, and checks it.

A cut may also hit the recovery from another cut. What had to be there is what anybody had been told that is promised: a turn
that was accepted, an ended run with all its events, a deletion. Of a run that was going on, a part of what was seen may be
gone, but only its last part. More cuts than the tests make: `python -m tests.faults.power --cuts 1000`.
"""

import argparse
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from dspy_chat.database import Database
from dspy_chat.eventlog import EventLog, stored_frame
from dspy_chat.runs import Clock, recover
from dspy_chat.store import Store

from tests.bench.loop import run
from tests.bench.model_server import model_server
from tests.faults.disk import MODES, Mode
from tests.faults.journal import faults
from tests.faults.life import TOKENS, Fact, Life, live
from tests.faults.told import Told, database_faults

PER_PAIR: Final = 24
"""Most cuts of each mode in a pair of lives: half in the first, half in the one that begins on a disk which a cut left."""

CONTROLS: Final[dict[str, Callable[[str], str]]] = {
    "": str,
    "normal": lambda statement: statement.replace("synchronous=FULL", "synchronous=NORMAL"),
    "off": lambda statement: statement.replace("synchronous=FULL", "synchronous=OFF"),
}
"""What must fail: a writer that syncs only before checkpoints, and one that never syncs."""


@dataclass
class Report:
    """What came of it, by mode. `faults` is one line for each broken promise, its mode in front; `recovered` counts the runs
    that a cut left open, `gone` the seen events of such runs that went with the power."""

    cuts: "Counter[str]" = field(default_factory=Counter)
    recovered: "Counter[str]" = field(default_factory=Counter)
    gone: "Counter[str]" = field(default_factory=Counter)
    broken: "Counter[str]" = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def __str__(self) -> str:
        lines = [
            f"{mode:6} {self.cuts[mode]:5} cuts, {self.broken[mode]:4} with faults; "
            f"{self.recovered[mode]} runs recovered, {self.gone[mode]} of their seen events gone"
            for mode in MODES
        ]
        kinds = Counter(fault.split()[1] for fault in self.faults)
        return "\n".join([*lines, f"{dict(kinds) or 'no faults'} in {self.seconds:.0f} s"])


async def cut_again_and_again(cuts: int, folder: Path, *, control: str = "", seed: int = 0) -> Report:
    """So many cuts of each mode."""
    report, chance, began = Report(), random.Random(seed), time.monotonic()
    rewrite, each = CONTROLS[control], min(cuts, PER_PAIR)
    async with model_server() as model_url:
        for pair in range(-(-cuts // each)):
            place = folder / str(pair)
            first = await live(_made(place / "first"), {}, [], model_url, chance, rewrite=rewrite)
            await _cut(first, each // 2, place, chance, report)
            at = chance.randint(0, len(first.disk))
            image = first.disk.image(at, MODES[pair % 3], chance)
            try:
                known = first.known(at)
                second = await live(_made(place / "second"), image, known, model_url, chance, boots=1, rewrite=rewrite)
            except Exception as error:
                report.faults.append(f"{MODES[pair % 3]} corrupt: the second life failed: {error!r}")
                continue
            await _cut(second, each // 2, place, chance, report)
    report.seconds = time.monotonic() - began
    return report


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


async def _cut(life: Life, cuts: int, folder: Path, chance: random.Random, report: Report) -> None:
    """Cut a life so often in each mode; half of the cuts hit its start, of what a recovery takes there."""
    for mode in MODES:
        for number in range(cuts):
            last = life.ready if number % 2 and life.facts and life.facts[0].at == 0 else len(life.disk)
            at = chance.randint(0, last)
            place = _made(folder / "cut")
            for name, data in life.disk.image(at, mode, chance).items():
                (place / name).write_bytes(data)
            found = [f"{mode} {fault}" for fault in await check(place, life.known(at), mode, report)]
            shutil.rmtree(place)
            report.cuts[mode] += 1
            report.broken[mode] += bool(found)
            report.faults += found


async def check(folder: Path, known: Sequence[Fact], mode: Mode, report: Report) -> list[str]:
    """Start the product on what is left, and hold it against what had been told."""
    try:
        left, stored = await _recovered(folder, known, mode, report)
        told = Told(known)
        return [
            *([f"left: the journal still holds {left} rows"] if left else []),
            *faults(folder / "chat.db", told.journal(), TOKENS),
            *told.faults(stored),
            *database_faults(folder / "chat.db", told),
        ]
    except Exception as error:
        return [f"corrupt: {error!r} from {error.__cause__!r}"]


async def _recovered(
    folder: Path, known: Sequence[Fact], mode: Mode, report: Report
) -> tuple[int, dict[str, list[bytes]]]:
    """Recover; then what is left in the journal, and the events of every run that anybody knew."""
    database = await Database.open(folder)
    try:
        log = EventLog(database)
        report.recovered[mode] += await recover(Store(database), log, Clock())
        runs = {fact.run for fact in known if fact.run}
        stored = {one: [stored_frame(seq, data) for seq, data in await log.read(one, 0)] for one in runs}
        report.gone[mode] += Told(known).gone(stored)
        return sum(map(len, log.left().values())), stored
    finally:
        await database.close()


async def _main(arguments: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory() as folder:
        report = await cut_again_and_again(arguments.cuts, Path(folder), control=arguments.control, seed=arguments.seed)
    print(report)
    for fault in report.faults[:5]:
        print(fault[:300])
    return 1 if report.faults else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Cut the power at any write, and check what is left.")
    parser.add_argument("--cuts", type=int, default=200, help="of each mode")
    parser.add_argument("--seed", type=int, default=0, help="of the instants; the machine adds chance of its own")
    parser.add_argument(
        "--control", choices=sorted(CONTROLS), default="", help="negative controls, which must find faults"
    )
    raise SystemExit(run(_main(parser.parse_args())))
