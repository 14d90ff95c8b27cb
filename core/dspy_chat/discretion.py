"""Keeps what people, programs and models wrote out of DSPy's own log."""

import logging
from typing import Final

_DSPYS_OWN: Final = "dspy_handler"


class _PlaceOnly(logging.Formatter):
    """Says where DSPy logged something, and not what."""

    def format(self, record: logging.LogRecord) -> str:
        place = f"{record.filename}:{record.lineno}"
        return f"{record.levelname} {record.name}: see {place}; what it says may hold what people wrote"


def withhold() -> None:
    """Let DSPy's log tell only its places; to be called once DSPy is imported. It is the whole process's log.

    DSPy writes the inputs and the error of each item that fails in `dspy.Parallel`, and whole tracebacks of ReAct, with
    the provider's words or the model's raw answer: https://github.com/stanfordnlp/dspy/blob/main/dspy/utils/parallelizer.py
    """
    for handler in logging.getLogger("dspy").handlers:
        if handler.name == _DSPYS_OWN:  # another may write other logs too
            handler.setFormatter(_PlaceOnly())
