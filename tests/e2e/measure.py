"""Measures how answers are rendered in a real browser, beside plain text in the same run: `python -m tests.e2e.measure`.

The client is its own renderer, fed through its own decoder; the floor puts the text into one element whenever some of it
comes. Script CPU is the renderer thread's own time, so that a busy machine changes it little; long tasks are those over
50 ms by the wall clock, and a busy machine makes more of them.
"""

import argparse
import asyncio
import functools
import http.server
import runpy
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.async_api import CDPSession, Page, async_playwright

from tests.e2e import chromium
from tests.e2e.answers import MARKDOWN

FRONTEND: Final = Path(__file__).parent.parent.parent / "frontend"
RATES: Final = (200, 1000)
"""Tokens a second."""
LENGTH: Final = {200: 6_400, 1000: 16_000}
"""Characters at each rate: ten seconds, and five."""
LONG_MS: Final = 50


def _filled(unit: str, length: int) -> str:
    return (unit * (length // len(unit) + 1))[:length]


_PROSE: Final = """## A heading

The **whale** is a *mammal* of the sea, and has a [long story](https://whales.example). It breathes air, sings in `low` tones
and travels far.

1. It dives.
2. It sings.

"""
TEXTS: Final = {
    "prose": lambda length: _filled(_PROSE, length),
    "mixed": lambda length: _filled(
        f"{MARKDOWN}\n\nAnd so on, in plain words that fill some lines of a paragraph. " * 2, length
    ),
    "list": lambda length: _filled("- an item of a **long** list, with `code`\n", length),
    "code": lambda length: "```python\n" + _filled("def whale(name: str) -> int:\n    return len(name)\n", length),
    "table": lambda length: "| Whale | Length |\n|--|--|\n" + _filled("| Blue whale | 30 m |\n", length),
    "math": lambda length: _filled("The sum $\\sum_i x_i$ is\n\n$$\n\\frac{a}{b} + \\sqrt{c}\n$$\n\n", length),
}


@dataclass(frozen=True)
class Cost:
    """What one run took."""

    script_s: float
    task_s: float
    long_ms: tuple[float, ...]


@contextmanager
def served(frontend: Path) -> Iterator[str]:
    """The measuring page of a client's sources, on a port of its own."""
    builder = runpy.run_path(str(frontend / "build_client.py"))
    node = builder["find_node"](lambda line: None).folder / "node"
    with tempfile.TemporaryDirectory() as folder:
        command = [str(node), str(frontend / "test" / "measure" / "bundle.mjs"), folder]
        subprocess.run(command, cwd=frontend, check=True, capture_output=True)
        handler = functools.partial(_Quiet, directory=folder)
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_port}/"
            server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


async def cost(page: Page, session: CDPSession, kind: str, text: str, rate: int) -> Cost:
    """What it takes to show a text."""
    before = await _metrics(session)
    long = await page.evaluate("([kind, text, rate]) => measure(kind, text, rate)", [kind, text, rate])
    after = await _metrics(session)
    spent = {name: after[name] - before[name] for name in ("ScriptDuration", "TaskDuration")}
    return Cost(spent["ScriptDuration"], spent["TaskDuration"], tuple(long))


async def _metrics(session: CDPSession) -> dict[str, float]:
    found = await session.send("Performance.getMetrics")
    return {one["name"]: one["value"] for one in found["metrics"]}


async def measured(
    frontend: Path, texts: Sequence[str], rates: Sequence[int]
) -> dict[tuple[str, int], tuple[Cost, Cost]]:
    """The client and the floor, by text and rate. The page has shown both before: what is compiled then is not counted."""
    found = {}
    with served(frontend) as address:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(**chromium.find().options())
            page = await browser.new_page(viewport={"width": 1280, "height": 800})
            await page.goto(address)
            await page.wait_for_function("window.ready")
            session = await page.context.new_cdp_session(page)
            await session.send("Performance.enable", {"timeDomain": "threadTicks"})
            for kind in ("client", "floor"):
                await cost(page, session, kind, TEXTS["mixed"](4000), 2000)
            for name in texts:
                for rate in rates:
                    text = TEXTS[name](LENGTH[rate])
                    client = await cost(page, session, "client", text, rate)
                    found[name, rate] = client, await cost(page, session, "floor", text, rate)
            await browser.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the renderer of answers beside plain text.")
    parser.add_argument("--frontend", type=Path, default=FRONTEND, help="the folder of the client's sources")
    parser.add_argument("--text", action="append", choices=list(TEXTS), help="all when not given")
    arguments = parser.parse_args()
    found = asyncio.run(measured(arguments.frontend.resolve(), arguments.text or list(TEXTS), RATES))
    print(
        f"{'text':8}{'tokens/s':>9}{'script s':>10}{'floor s':>9}{'ratio':>7}{'all s':>8}{'floor s':>9}  long, ms (floor)"
    )
    for (name, rate), (client, floor) in found.items():
        long = [", ".join(f"{ms:.0f}" for ms in one.long_ms) or "-" for one in (client, floor)]
        ratio = client.script_s / floor.script_s
        print(
            f"{name:8}{rate:9}{client.script_s:10.3f}{floor.script_s:9.3f}{ratio:7.2f}"
            f"{client.task_s:8.2f}{floor.task_s:9.2f}  {long[0]} ({long[1]})"
        )


if __name__ == "__main__":
    main()
