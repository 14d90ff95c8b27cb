"""Keeps what people, programs and models wrote out of what DSPy itself logs, prints and draws."""

import logging
from typing import Any, ClassVar, Final

from dspy.predict import best_of_n, refine
from dspy.utils import parallelizer

_DSPYS_OWN: Final = "dspy_handler"


class _PlaceOnly(logging.Formatter):
    """Says where DSPy logged something, and not what."""

    def format(self, record: logging.LogRecord) -> str:
        place = f"{record.filename}:{record.lineno}"
        return f"{record.levelname} {record.name}: see {place}; what it says may hold what people wrote"


class _NoBar:
    """A progress bar that draws nothing. `_instances` is what DSPy empties of tqdm's."""

    _instances: ClassVar[set[Any]] = set()

    def __init__(self, **_options: Any) -> None: ...

    def set_description(self, text: str) -> None: ...

    def update(self) -> None: ...

    def close(self) -> None: ...


class _NoBars:
    """In the place of the module `tqdm`."""

    tqdm = _NoBar


def _unsaid(*_said: object) -> None:
    """In the place of `print`."""


def withhold() -> None:
    """Let DSPy's log tell only its places, and DSPy print nothing; for the whole process. May be called again.

    DSPy logs the inputs and the error of each item that fails in `dspy.Parallel`, and whole tracebacks of ReAct, with the
    provider's words or the model's raw answer; BestOfN and Refine print such errors
    (https://github.com/stanfordnlp/dspy/blob/main/dspy/utils/parallelizer.py, .../predict/best_of_n.py). Nobody watches a
    server's progress bars, and `dspy.Parallel` forgets all bars of the process when it begins: two runs that did so at
    once failed with a KeyError of tqdm's.
    """
    parallelizer.tqdm = _NoBars
    best_of_n.print = refine.print = _unsaid
    for handler in logging.getLogger("dspy").handlers:
        if handler.name == _DSPYS_OWN:  # another may write other logs too
            handler.setFormatter(_PlaceOnly())
