"""What a scenario shows of a server: one load, or the several of a ramp or of a look at what finished chats leave."""

from dataclasses import replace

from tests.bench.load import Figures, Scenario, Target, run_load
from tests.bench.process import memory_bytes

LATE_MS = 100.0
"""A p99 token latency above which a server no longer keeps up."""
TRIES = 2
"""A machine that does something else for a second must not end a ramp."""


async def measure(target: Target, scenario: Scenario) -> Figures:
    """Runs a scenario, whatever its kind."""
    if scenario.steps:
        return await _most_chats(target, scenario)
    if scenario.settled:
        return await _growth(target, scenario)
    return await run_load(target, scenario)


async def _most_chats(target: Target, scenario: Scenario) -> Figures:
    """The figures of the last step that the server kept up with; of the first one when it kept up with none."""
    best: Figures | None = None
    for count in scenario.steps:
        figures = await _tried(target, replace(scenario, connections=count))
        if not _kept_up(figures):
            return best or replace(figures, kept_chats=0)
        best = replace(figures, kept_chats=count)
    assert best
    return best


async def _tried(target: Target, step: Scenario) -> Figures:
    for _ in range(TRIES):
        figures = await run_load(target, step)
        if _kept_up(figures):
            break
    return figures


def _kept_up(figures: Figures) -> bool:
    return not (figures.errors or figures.wrong) and figures.token_p99_ms <= LATE_MS


async def _growth(target: Target, scenario: Scenario) -> Figures:
    """With the KiB of PSS that each finished chat leaves, once the server has all that it keeps anyway."""
    await run_load(target, replace(scenario, chats=scenario.settled))
    if target.pid is None:
        return await run_load(target, scenario)
    before, _ = memory_bytes(target.pid)
    figures = await run_load(target, scenario)
    after, _ = memory_bytes(target.pid)
    return replace(figures, ended_chat_kib=(after - before) / 1024 / figures.chats)
