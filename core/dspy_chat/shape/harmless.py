"""Text that cannot become more than text in a prompt."""

import re
from typing import Any, Final

_MARKERS: Final = re.compile("<<CUSTOM-TYPE-(START|END)-IDENTIFIER>>")


def harmless(value: Any) -> Any:
    """`value` without DSPy's custom-type markers, which would turn a person's text into an image part of the prompt."""
    match value:
        case str():
            # Never by nothing: what stands on its two sides could make a marker anew.
            return _MARKERS.sub(" ", value)
        case list():
            return [harmless(item) for item in value]
        case dict():
            return {harmless(key): harmless(item) for key, item in value.items()}
        case _:
            return value
