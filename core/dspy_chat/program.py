"""`Program`: the one value a plugin hands over. Plain; DSPy is imported nowhere here."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from dspy_chat.errors import BadProgram

Role = Literal["answer", "thinking", "detail"]
_ID = re.compile(r"[a-z0-9](?:[a-z0-9_.-]{0,62}[a-z0-9])?")


@dataclass(frozen=True, kw_only=True)
class Program:
    """A DSPy program that people can talk to.

    Only `id`, `title` and `build` are needed. `build` is a signature (`"question, history: dspy.History -> answer"` or
    a `dspy.Signature` class) or a callable without arguments that returns a `dspy.Module`; it is called in the server's
    process when the program is installed, and may load what the program needs.

    `message_field` is the input that the chat fills with what the user wrote (default: the first plain text input);
    `answer_field` the output that is the answer (default: the last text output, else the last output).
    `roles` says which outputs are `thinking` (folded in the page) or `detail`; a `reasoning` output is thinking by itself.
    `inputs` gives defaults for inputs that the chat does not fill. `max_concurrency` runs go on at once; more wait, and
    say so. `metric` and `settings` are carried for the parts that will use them, learning and settings forms; nothing
    reads them yet.

    Raises BadProgram when `id` is not 1 to 64 characters of `a-z 0-9 _ . -`, starting and ending with a letter or digit.
    """

    id: str
    title: str
    build: Any
    description: str = ""
    version: str | None = None
    starters: Sequence[str] = ()
    message_field: str | None = None
    answer_field: str | None = None
    roles: Mapping[str, Role] = field(default_factory=dict)
    inputs: Mapping[str, Any] = field(default_factory=dict)
    state: Path | str | None = None
    metric: Callable[..., Any] | None = None
    is_async: bool | None = None
    timeout_s: float | None = None
    max_concurrency: int | None = None
    settings: type[Any] | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.id, str) or not _ID.fullmatch(self.id):
            raise BadProgram(
                f"the program id {self.id!r} must be 1 to 64 characters of a-z, 0-9, '_', '.', '-', as in 'my-qa'"
            )
        if not isinstance(self.title, str) or not self.title.strip():
            raise BadProgram(f"the program {self.id!r} needs a title for people, as in title='Ask'")
        if not (isinstance(self.build, str | type) or callable(self.build)):
            raise BadProgram(
                f"the program {self.id!r} needs build=: a signature such as 'question -> answer', "
                "a dspy.Signature class, or a callable that returns a dspy.Module"
            )
        self._check_details()

    def _check_details(self) -> None:
        """What would otherwise break the program list, or a run, for everybody."""
        for name, good, like in (
            ("description", isinstance(self.description, str), "a text"),
            ("version", self.version is None or isinstance(self.version, str), "a text, as in '1.0'"),
            ("starters", _are_texts(self.starters), "a list of texts"),
            ("roles", set(self.roles.values()) <= set(get_args(Role)), "'answer', 'thinking' or 'detail' by field"),
            ("max_concurrency", _is_count(self.max_concurrency), "a whole number of runs above 0"),
            ("timeout_s", self.timeout_s is None or _is_positive(self.timeout_s), "a number of seconds above 0"),
        ):
            if not good:
                raise BadProgram(f"the {name} of the program {self.id!r} is {getattr(self, name)!r}; it must be {like}")


def _are_texts(values: Any) -> bool:
    return isinstance(values, list | tuple) and all(isinstance(value, str) for value in values)


def _is_count(value: Any) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and value > 0)


def _is_positive(value: Any) -> bool:
    return isinstance(value, int | float) and value > 0
