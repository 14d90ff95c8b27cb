"""Imports DSPy for a server: what only optimizers, downloads and the like need of it is loaded when it is first used.

`import dspy` loads all of that with itself, and offers no way around it; an idle server would hold it for nothing. Whoever
uses it gets it, and nothing else: the very modules, classes and functions. Knows nothing of the server.
"""

import importlib
import importlib.util
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Final

LATER: Final = ("cloudpickle", "json_repair", "requests", "tqdm")
"""What DSPy imports by these names alone, and uses in functions only."""
OPTIMIZERS: Final = "dspy.teleprompt"
_TOOLS: Final = "dspy.adapters.types.tool"
_OLD_NAME, _OLD_NAME_OF = "BootstrapRS", "BootstrapFewShotWithRandomSearch"
"""The one optimizer that DSPy itself names at its import."""


def import_dspy() -> None:
    """Import DSPy, unless that has been done: then everything is as it is. A DSPy that is made otherwise is loaded whole."""
    if "dspy" in sys.modules:
        return
    try:
        _import_lean()
    except (ImportError, AttributeError, LookupError, NameError, TypeError):
        for name in [name for name in sys.modules if name.partition(".")[0] == "dspy"]:
            del sys.modules[name]
        importlib.import_module("dspy")


def _import_lean() -> None:
    spec = importlib.util.find_spec("dspy")
    package = _Optimizers(OPTIMIZERS)
    package.__path__ = [f"{place}/teleprompt" for place in (spec and spec.submodule_search_locations) or ()]
    package.__dict__.update({"__all__": [_OLD_NAME_OF], _OLD_NAME_OF: None})
    sys.modules[OPTIMIZERS] = package
    schemas = ModuleType("jsonschema")
    schemas.__dict__.update({"validate": None, "ValidationError": None})
    with _standing_in([*map(_Later, LATER), schemas]):
        dspy = importlib.import_module("dspy")
    if vars(sys.modules[_TOOLS]).get("validate") is None:
        _check_later(vars(sys.modules[_TOOLS]))
    for name in (_OLD_NAME, _OLD_NAME_OF):
        del dspy.__dict__[name]
    _add_names(dspy)
    importlib.import_module(f"{OPTIMIZERS}.teleprompt")  # DSPy asks at every step whether it is an optimizer's


@contextmanager
def without(*names: str) -> Iterator[None]:
    """What is imported inside finds these modules not installed, unless they are loaded already."""
    hidden = [name for name in names if name not in sys.modules]
    nothing: Any = None  # Python's own word for it
    sys.modules.update(dict.fromkeys(hidden, nothing))
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


class _Later(ModuleType):
    """Stands for a module where that was imported by its name: loads it when anything of it is used."""

    def __getattr__(self, name: str) -> Any:
        _step_aside(self)
        return getattr(importlib.import_module(self.__name__), name)


class _Optimizers(ModuleType):
    """Stands for the package of DSPy's optimizers. One of its files alone can be imported past it."""

    def __getattr__(self, name: str) -> Any:
        return getattr(_optimizers(), name)


@contextmanager
def _standing_in(modules: Iterable[ModuleType]) -> Iterator[None]:
    standing = [module for module in modules if module.__name__ not in sys.modules]
    sys.modules.update({module.__name__: module for module in standing})
    try:
        yield
    finally:
        for module in standing:
            _step_aside(module)


def _step_aside(module: ModuleType) -> None:
    if sys.modules.get(module.__name__) is module:
        sys.modules.pop(module.__name__, None)


class _NeverRaised(Exception):
    """What a tool looks out for before the first check of its arguments."""


def _check_later(tools: dict[str, Any]) -> None:
    """Load what checks the arguments of a tool with the first of them."""

    def validate(*args: Any, **kwargs: Any) -> None:
        schemas = importlib.import_module("jsonschema")
        tools.update(validate=schemas.validate, ValidationError=schemas.ValidationError)
        schemas.validate(*args, **kwargs)

    tools.update(validate=validate, ValidationError=_NeverRaised)


def _optimizers() -> ModuleType:
    """DSPy's optimizers, loaded; their names are then DSPy's own."""
    standing = sys.modules.get(OPTIMIZERS)
    if isinstance(standing, _Optimizers):
        _step_aside(standing)
    package = importlib.import_module(OPTIMIZERS)
    for name, module in list(sys.modules.items()):  # those that were there before the package
        parent, _, file = name.rpartition(".")
        if parent == OPTIMIZERS and not hasattr(package, file):
            setattr(package, file, module)
    dspy = vars(sys.modules["dspy"])
    for name in getattr(package, "__all__", ()):
        dspy.setdefault(name, getattr(package, name))
    if _OLD_NAME_OF in dspy:
        dspy.setdefault(_OLD_NAME, dspy[_OLD_NAME_OF])
    return package


def _add_names(dspy: Any) -> None:
    """Let DSPy find the optimizers by name, also for `dir(dspy)` and `from dspy import *`."""
    own = dspy.__getattr__

    def found(name: str) -> Any:
        try:
            return own(name)
        except AttributeError:
            if name.startswith("__") and name != "__all__":
                raise
            _optimizers()
            if name in vars(dspy):
                return vars(dspy)[name]
            raise

    def names() -> list[str]:
        _optimizers()
        return sorted(vars(dspy))

    vars(dspy).update({"__getattr__": found, "__dir__": names})
