"""`uv run python -m tests.scale`: fills a database with a million messages and measures the server on it over HTTP."""

import argparse
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.scale.asking import CONTROL, Figures, ask, replay, serving
from tests.scale.fill import Filled, fill
from tests.scale.language import Language

LIMIT_MS = 20.0
"""What 99 of 100 questions must stay under."""
PACE = 100_000
"""Events that a second of one core must send."""


def main() -> int:
    """Returns 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.scale", description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--questions", type=int, default=300, help="of each kind")
    parser.add_argument("--events", type=int, default=100_000, help="of the one big run")
    parser.add_argument("--runs", type=int, default=1_000, help="small ones, of 200 events each")
    parser.add_argument("--keep", type=Path, help="a folder to fill once and to measure again")
    given = parser.parse_args()
    with TemporaryDirectory(prefix="dspy-chat-scale-") as folder:
        return _measure(given, given.keep or Path(folder))


def _measure(given: argparse.Namespace, folder: Path) -> int:
    language = Language()
    filled = _filled(given, folder, language)
    with serving(folder / "data") as server:
        figures = ask(server, filled, language, given.questions)
        print(f"\n{'':22} {'least':>8} {'p50 ms':>8} {'p99 ms':>8} {'most':>8} {'CPU ms':>8}")
        for kind, told in figures.items():
            print(told.row(kind))
        replays = [replay(server, [filled.big_run] * 5), replay(server, filled.small_runs)]
        print(f"\none big run:     {replays[0]}\nmany small runs: {replays[1]}")
    slow = too_slow(figures)
    print(f"\nover {LIMIT_MS:.0f} ms: {', '.join(slow) or 'nothing'}")
    return 1 if slow or any(one.events / one.cpu_s < PACE for one in replays) else 0


def _filled(given: argparse.Namespace, folder: Path, language: Language) -> Filled:
    kept = folder / "filled.json"
    if kept.exists():
        return Filled(**json.loads(kept.read_text()))
    began = time.monotonic()
    filled = fill(folder / "data", given.messages, given.events, given.runs, language)
    size = (folder / "data" / "chat.db").stat().st_size
    print(f"{filled.messages:,} messages, {size / 1e9:.2f} GB, made in {time.monotonic() - began:.0f} s", flush=True)
    kept.write_text(json.dumps(asdict(filled)))
    return filled


def too_slow(figures: dict[str, Figures], limit_ms: float = LIMIT_MS, share: float = 0.99) -> list[str]:
    """The kinds that are over the limit, by more than what a busy machine adds to a question that asks nothing.

    `share` of their questions must stay under it.
    """
    control = figures[CONTROL]
    noise = control.at(share) - control.at(0.5)
    return [kind for kind, told in figures.items() if told.at(share) - noise > limit_ms]


if __name__ == "__main__":
    sys.exit(main())
