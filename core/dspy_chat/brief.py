"""Any value as a short text for a step's detail: bounded, and without what looks like a secret."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from dspy_chat.wellformed import clean

LIMIT: Final = 500
"""Most characters of a brief text."""
_ITEMS: Final = 20
_DEPTH: Final = 5
HIDDEN: Final = "•••"

_SECRET_NAME: Final = re.compile(
    r"(?:^|[_-])(?:api_?key|key|secret|token|password|passwd|authorization|credentials?|cookie)$", re.IGNORECASE
)
_SIGNS: Final = ("sk-", "AIza", "gsk_", "ghp_", "gho_", "github_pat_", "xox", "AKIA", "eyJ", "earer ")
"""How keys begin. Looked for first: searching a long text for the whole pattern costs a hundred times as much."""
_SECRET: Final = re.compile(
    r"\b(?:sk-[\w-]{8,}|AIza[\w-]{20,}|gsk_\w{16,}|gh[po]_\w{20,}|github_pat_\w{20,}|xox[abprs]-[\w-]{10,}"
    r"|AKIA[0-9A-Z]{16}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|[Bb]earer [\w.~+/-]{8,}=*)"
)


_TOLD_SECRET: Final = re.compile(
    r"""(\\?["'](?:\w*[_-])?(?:api_?key|secret|token|password|passwd|authorization)\\?["']\s*:\s*)\\?["'][^"'\\]*\\?["']""",
    re.IGNORECASE,
)
"""The same inside a text, as in the JSON of a tool's arguments."""


def brief(value: Any) -> str:
    """`value` as text of at most `LIMIT` characters, as JSON where it is no text; keys and passwords are left out."""
    whole = value if isinstance(value, str) else json.dumps(_pruned(value, _DEPTH), ensure_ascii=False, default=_cut)
    text = clean(_TOLD_SECRET.sub(rf'\1"{HIDDEN}"', redacted(_cut(whole))))
    return text if len(text) <= LIMIT else text[: LIMIT - 1] + "…"


def redacted(text: str) -> str:
    """`text` without what has the form of a key of a well-known provider."""
    return _SECRET.sub(HIDDEN, text) if any(sign in text for sign in _SIGNS) else text


def _cut(value: Any) -> str:
    """A little more than what is shown, so that a secret at its end is still seen whole."""
    return str(value)[: 2 * LIMIT]


def _pruned(value: Any, depth: int) -> Any:
    """A value with few items, short texts and no secrets, whatever its size."""
    if isinstance(value, type):  # RLM gives its predictor a signature
        return value.__name__
    if hasattr(value, "model_fields_set"):  # pydantic's, without a copy of all that is in it
        value = {name: getattr(value, name) for name in type(value).model_fields}
    elif hasattr(value, "toDict"):  # DSPy's examples and predictions
        value = dict(value.items())
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return _cut(value)
        case _ if depth == 0:
            return "…"
        case Mapping():
            return {str(name): _member(str(name), value[name], depth - 1) for name in list(value)[:_ITEMS]}
        case list() | tuple() | set() | frozenset():
            return [_pruned(item, depth - 1) for item in list(value)[:_ITEMS]]
        case _:
            return _cut(value)


def _member(name: str, value: Any, depth: int) -> Any:
    return HIDDEN if _SECRET_NAME.search(name) and isinstance(value, str) else _pruned(value, depth)
