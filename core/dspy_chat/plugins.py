"""Finds and keeps the installed programs. A plugin that fails is kept too, with its error, and hurts nobody.

Entry points are loaded here and not by pluggy, whose loader lets one broken plugin end the process. A plugin runs inside
this process: it is trusted with everything the server can do.
"""

import contextlib
import importlib.metadata
import io
import itertools
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import pluggy

from dspy_chat import hookspecs
from dspy_chat.errors import BadProgram, ChatError, UnknownProgram
from dspy_chat.events import ProgramRef
from dspy_chat.hookspecs import GROUP
from dspy_chat.language_model import LanguageModel
from dspy_chat.program import Program
from dspy_chat.shape import Shape, shape_of

_log = logging.getLogger(__name__)
T = TypeVar("T")
_PREFERRED = "chat"
"""The program a new conversation starts with, where it is installed and the settings name no other."""


@dataclass(frozen=True)
class Plugin:
    """An installed plugin; `error` says in one line why a failed one offers nothing."""

    name: str
    distribution: str
    version: str
    error: str | None = None

    @property
    def status(self) -> Literal["ok", "failed"]:
        return "ok" if self.error is None else "failed"


@dataclass(frozen=True)
class Installed:
    """A program that can be run."""

    program: Program
    shape: Shape
    plugin: str
    version: str

    @property
    def ref(self) -> ProgramRef:
        return ProgramRef(id=self.program.id, title=self.program.title, version=self.version)


@dataclass
class Programs:
    """The installed programs by id, the plugins that brought them, and the models that plugins offer."""

    plugins: list[Plugin] = field(default_factory=list)
    models: list[LanguageModel] = field(default_factory=list)
    by_id: dict[str, Installed] = field(default_factory=dict)
    preferred: str | None = None

    @property
    def default(self) -> str | None:
        """The id of the program that a new conversation starts with; None when none is installed."""
        for wanted in (self.preferred, _PREFERRED):
            if wanted in self.by_id:
                return wanted
        return next(iter(self.by_id), None)

    def get(self, program_id: str) -> Installed:
        """Raises UnknownProgram naming those there are."""
        try:
            return self.by_id[program_id]
        except KeyError:
            known = ", ".join(map(repr, self.by_id)) or "none: install a plugin, as in `pip install dspy-chat-basics`"
            raise UnknownProgram(f"there is no program {program_id!r}; installed are {known}") from None


def entry_points() -> Iterator[tuple[str, Plugin, Callable[[], Any]]]:
    """Every installed entry point of the group: its name, its plugin, and what loads it."""
    found = importlib.metadata.entry_points(group=GROUP)
    for point in sorted(found, key=lambda point: point.name):
        distribution, version = (point.dist.name, point.dist.version) if point.dist else (point.name, "0")
        yield point.name, Plugin(point.name, distribution, version), point.load


def install(points: Iterable[tuple[str, Plugin, Callable[[], Any]]], preferred: str | None = None) -> Programs:
    """Load plugins and build their programs. Never raises for a plugin's fault."""
    programs = Programs(preferred=preferred)
    for name, plugin, load in points:
        try:
            _install_one(programs, name, plugin, load)
            programs.plugins.append(plugin)
        except (KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException as error:  # noqa: BLE001 - a plugin may raise anything, SystemExit too
            _log.warning("the plugin %r failed and is left out", name, exc_info=error)
            programs.plugins.append(Plugin(plugin.name, plugin.distribution, plugin.version, _said(error)))
    if preferred is not None and preferred not in programs.by_id:
        known = ", ".join(map(repr, programs.by_id)) or "none"
        _log.warning(
            "the default program %r is not installed; chats start with %r. Installed are %s",
            preferred,
            programs.default,
            known,
        )
    return programs


def _install_one(programs: Programs, name: str, plugin: Plugin, load: Callable[[], Any]) -> None:
    """All of a plugin's programs, or none of them."""
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(hookspecs)
    # What a plugin prints while it loads would be lost in the server's own output.
    with contextlib.redirect_stdout(io.StringIO()):
        manager.register(load(), name)
        manager.check_pending()
        if not manager.get_hookcallers(manager.get_plugin(name)):
            raise BadProgram("it implements no hook: is @hookimpl missing over dspy_chat_programs?")
        installed = [
            Installed(program, shape_of(program), plugin.name, program.version or plugin.version)
            for program in _offered(manager.hook.dspy_chat_programs, Program)
        ]
        models = list(_offered(manager.hook.dspy_chat_models, LanguageModel))
    ids = [one.program.id for one in installed]
    for taken in ids:
        if taken in programs.by_id or ids.count(taken) > 1:
            raise BadProgram(f"the program id {taken!r} is taken by another program")
    programs.by_id.update({one.program.id: one for one in installed})
    programs.models += models


def _offered(hook: pluggy.HookCaller, kind: type[T]) -> Iterator[T]:
    """What the plugin returns from a hook, each value checked."""
    results = hook()
    if len(results) < len(hook.get_hookimpls()):  # pluggy leaves None out
        raise BadProgram(f"{hook.name} returned None where a list of {kind.__name__} was expected")
    for value in itertools.chain.from_iterable(results):
        if not isinstance(value, kind):
            raise BadProgram(f"{hook.name} returned {type(value).__name__} where {kind.__name__} was expected")
        yield value


def _said(error: BaseException) -> str:
    """One line that tells a plugin's author what went wrong."""
    kind = type(error).__name__
    try:
        text = error.message if isinstance(error, ChatError) else f"{kind}: {error}"
    except Exception:  # noqa: BLE001 - an error's own text is a plugin's code too
        return kind
    return text.splitlines()[0][:500] if text else kind
