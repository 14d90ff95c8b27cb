"""Text that cannot become more than text in a prompt."""

import re
from typing import Any, Final

_MARKERS: Final = re.compile("<<CUSTOM-TYPE-(START|END)-IDENTIFIER>>")
_HEADERS: Final = re.compile(r"\[\[ ## (\w+) ## \]\]")


def harmless(value: Any) -> Any:
    """`value` without what DSPy or a model would take for a part of the prompt's form.

    DSPy's custom-type markers would turn a person's text into an image part; a field's header such as
    `[[ ## answer ## ]]` would look like a field of the prompt, and comes out as `[[ # answer # ]]`.
    """
    match value:
        case str():
            # Never by nothing: what stands on its two sides could make a marker anew.
            text = _MARKERS.sub(" ", value) if "<<CUSTOM-TYPE-" in value else value
            return _HEADERS.sub(r"[[ # \1 # ]]", text) if "[[ ## " in text else text
        case list():
            return [harmless(item) for item in value]
        case dict():
            return {harmless(key): harmless(item) for key, item in value.items()}
        case _:
            return value
