"""`uv run python -m tests.bench`: measures our server beside the floor and the sample, and prints one table."""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import gettempdir

from tests.bench.load import SCENARIOS, Scenario
from tests.bench.profiling import hottest
from tests.bench.run import NotStarted, profile, run_rounds
from tests.bench.systems import SYSTEMS
from tests.bench.table import render


def main() -> int:
    """Returns 1 when a chat failed or a text was wrong, 2 when a server did not start."""
    given = _arguments()
    loads = [SCENARIOS[name].smaller() if given.quick else SCENARIOS[name] for name in given.scenarios]
    try:
        if given.profile:
            return _profile(given.profile, loads)
        results, usages = run_rounds([SYSTEMS[name] for name in given.systems], loads, given.rounds)
    except NotStarted as error:
        print(error, file=sys.stderr)
        return 2
    for load in loads:
        print(f"{load.name:4} {load.title}{' (a third of it)' if given.quick else ''}")
    print(f"\nmedians of {given.rounds} round(s); (x) is the ratio to the floor of the same round\n")
    print(render(results, usages))
    faulty = [result for result in results if result.figures.errors or result.figures.wrong]
    for result in faulty:
        print(f"FAULT {result.scenario} {result.system}: {result.figures.first_error or 'wrong text'}", file=sys.stderr)
    return 1 if faulty else 0


def _profile(name: str, loads: list[Scenario]) -> int:
    for load in loads:
        path = Path(gettempdir()) / f"dspy-chat-{name}-{load.name}.folded"
        profile(SYSTEMS[name], load, path)
        print(f"\n{load.name} {load.title}: {path}\n{hottest(path)}")
    return 0


def _arguments() -> argparse.Namespace:
    short = [name for name, scenario in SCENARIOS.items() if not scenario.long]
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--systems", type=_names(SYSTEMS), default=["floor", "ours", "sample"], help=", ".join(SYSTEMS))
    parser.add_argument("--scenarios", type=_names(SCENARIOS), default=short, help=", ".join(SCENARIOS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="one round of a third of the chats")
    parser.add_argument(
        "--profile",
        choices=[name for name in SYSTEMS if name != "direct"],
        metavar="SYSTEM",
        help="no table, but where this system spends its time; needs py-spy",
    )
    given = parser.parse_args()
    if given.quick:
        given.rounds = 1
    return given


def _names(known: Mapping[str, object]) -> Callable[[str], list[str]]:
    def read(text: str) -> list[str]:
        names = text.split(",")
        if unknown := set(names) - known.keys():
            raise argparse.ArgumentTypeError(f"unknown {sorted(unknown)!r}; known are {', '.join(known)}")
        return names

    return read


if __name__ == "__main__":
    sys.exit(main())
