"""What a server holds after so many streams, and whether it grows with them. Knows nothing of how they are made."""

from collections import Counter
from dataclasses import dataclass, field
from statistics import linear_regression
from typing import Final

MOST_BYTES: Final = 200
"""How much memory a stream may leave behind."""
_OFTEN: Final = 1 / 200
"""How many of a kind a stream may leave behind; so many that they are not to be told from none."""
_POOLS: Final = {"tasks": 2, "threads": 15, "descriptors": 60}
"""By how many of a kind the pools of connections and threads may differ from one sample to another."""
HEAD: Final = "streams   PSS MB   RSS MB  tasks  threads  descriptors"


@dataclass(frozen=True)
class Sample:
    """What the server held after so many streams, when none was open: PSS and RSS in bytes, and three counts."""

    streams: int
    pss: int
    rss: int
    tasks: int
    threads: int
    descriptors: int

    def __str__(self) -> str:
        sizes = f"{self.streams:7} {self.pss / 1e6:8.2f} {self.rss / 1e6:8.2f}"
        return f"{sizes} {self.tasks:6} {self.threads:8} {self.descriptors:12}"


@dataclass
class Report:
    """All samples, in order; `ways` counts the streams by what their client did."""

    samples: list[Sample] = field(default_factory=list)
    ways: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def slope(self, name: str) -> float:
        """Growth a stream behind the warm-up, a fifth of all, by least squares."""
        return self._growth(name, self.samples[len(self.samples) // 5 :])

    def _growth(self, name: str, behind: list[Sample]) -> float:
        return linear_regression([s.streams for s in behind], [getattr(s, name) for s in behind]).slope

    def faults(self, *, memory: bool) -> list[str]:
        """What grew, one line each. Counts may grow to a limit, as pools do, but not with the streams."""
        counts = [name for name in ("tasks", "threads", "descriptors") if self._grew(name)]
        sizes = [name for name in ("pss", "rss") if memory and self.slope(name) >= MOST_BYTES]
        return [f"{name}: {self.slope(name):.3f} a stream" for name in (*counts, *sizes)]

    def _grew(self, name: str) -> bool:
        half = self.samples[len(self.samples) // 2 :]
        grown = getattr(half[-1], name) - getattr(half[0], name)
        return grown > _POOLS[name] and self._growth(name, half) >= _OFTEN

    def __str__(self) -> str:
        slopes = ", ".join(f"{name} {self.slope(name):.4f}" for name in list(Sample.__annotations__)[1:])
        told = f"{dict(self.ways)} in {self.seconds:.0f} s; growth a stream: {slopes}"
        return "\n".join([HEAD, *map(str, self.samples), told])
