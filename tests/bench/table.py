"""Figures of several rounds as a plain table: the median of each, and the median of its ratios to the floor."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

from tests.bench.load import Figures

BASE = "floor"


@dataclass(frozen=True)
class Memory:
    """Of one server in one round, in MiB: PSS and RSS before the first chat, and after the last load."""

    idle_pss: float
    idle_rss: float
    after_pss: float
    after_rss: float


@dataclass(frozen=True)
class Result:
    """One load of one system in one round."""

    round: int
    scenario: str
    system: str
    figures: Figures


@dataclass(frozen=True)
class Usage:
    """Memory of one system in one round."""

    round: int
    system: str
    memory: Memory


_Column = tuple[str, Callable[[Figures], float], bool]
_COLUMNS: tuple[_Column, ...] = (
    ("CPU ms/1k tok", lambda figures: figures.cpu_ms_per_1k_tokens, True),
    ("CPU ms/chat", lambda figures: figures.cpu_ms_per_chat, True),
    ("first p50 ms", lambda figures: figures.first_p50_ms, True),
    ("first p99 ms", lambda figures: figures.first_p99_ms, True),
    ("token p50 ms", lambda figures: figures.token_p50_ms, True),
    ("token p99 ms", lambda figures: figures.token_p99_ms, True),
    ("tokens/s", lambda figures: figures.tokens_per_s, True),
    ("chats kept", lambda figures: figures.kept_chats, True),
    ("KiB/open chat", lambda figures: figures.open_chat_kib, True),
    ("KiB/ended chat", lambda figures: figures.ended_chat_kib, False),
    ("tok/read", lambda figures: figures.tokens_per_read, False),
    ("harness %", lambda figures: figures.harness_busy * 100, False),
    ("others %", lambda figures: figures.others_busy * 100, False),
)
_FAULTS = ("errors", "lost", "wrong")
_MEMORY = ("idle PSS MiB", "idle RSS MiB", "after PSS MiB", "after RSS MiB")


def render(results: list[Result], usages: list[Usage]) -> str:
    """The table of all loads, then the one of memory; faults are sums and must be 0."""
    loads = [["", "", *(title for title, _, _ in _COLUMNS), *_FAULTS]]
    for scenario in _unique(result.scenario for result in results):
        of_scenario = [result for result in results if result.scenario == scenario]
        loads += [_load_row(of_scenario, name) for name in _unique(result.system for result in of_scenario)]
    memory = [["", "", *_MEMORY]]
    memory += [_memory_row(usages, name) for name in _unique(usage.system for usage in usages)]
    return "\n\n".join(_aligned(rows) for rows in (loads, memory) if len(rows) > 1)


def _load_row(results: list[Result], system: str) -> list[str]:
    own = [result for result in results if result.system == system]
    row = [own[0].scenario, system]
    for _, value, with_ratio in _COLUMNS:
        cells = {result.round: value(result.figures) for result in own}
        base = {result.round: value(result.figures) for result in results if result.system == BASE}
        row.append(_cell(cells, base if with_ratio and system != BASE else {}))
    return row + [str(sum(getattr(result.figures, fault) for result in own)) for fault in _FAULTS]


def _memory_row(usages: list[Usage], system: str) -> list[str]:
    row = ["memory", system]
    for name in ("idle_pss", "idle_rss", "after_pss", "after_rss"):
        cells = {usage.round: getattr(usage.memory, name) for usage in usages if usage.system == system}
        base = {usage.round: getattr(usage.memory, name) for usage in usages if usage.system == BASE}
        row.append(_cell(cells, base if system != BASE else {}))
    return row


def _cell(values: dict[int, float], base: dict[int, float]) -> str:
    known = [value for value in values.values() if not math.isnan(value)]
    if not known:
        return "-"
    ratios = [value / base[number] for number, value in values.items() if base.get(number, 0.0) > 0]
    return _number(median(known)) + (f" (x{_number(median(ratios))})" if ratios else "")


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _aligned(rows: list[list[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if i < 2 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
