"""DSPy's parser of typed fields, kept from holding on to the runs that it parsed for.

`dspy.adapters.utils.parse_value` makes a pydantic `TypeAdapter` for every value. It does so also while it handles the
error of the attempt before, and `TypeAdapter` reads the local variables of its caller, which Python before 3.13 then
keeps in the caller's frame, the error among them. That ring passes through pydantic's Rust, where the garbage collector
does not see it: with every `dspy.Reasoning` such as "I think [1]." a whole run stayed in memory. Adapters that are made
once are made before there is an error, and save the time.
"""

import functools
from typing import Any

from dspy.adapters import utils
from pydantic import TypeAdapter


def keep_adapters() -> None:
    """Make DSPy's parser use one `TypeAdapter` for each type. May be called again."""
    utils.TypeAdapter = _adapter


def _adapter(annotation: Any) -> Any:
    try:
        return _kept(annotation, repr(annotation))  # `int | str` equals `str | int`, but does not read alike
    except TypeError:
        return TypeAdapter(annotation)  # an annotation that cannot be told from others


@functools.lru_cache(maxsize=1024)
def _kept(annotation: Any, _written: str) -> Any:
    return TypeAdapter(annotation)
