"""A program's DSPy module: made, and given its state; its predictors, and whether it is async."""

import functools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import dspy

from dspy_chat.engine import NAME
from dspy_chat.errors import BadProgram
from dspy_chat.program import Program

_ASYNC_SAFE: Final = (dspy.Predict, dspy.ChainOfThought, dspy.ReAct)
"""DSPy's own modules whose `aforward` does what their `forward` does. CodeAct's and RLM's do not, and others have none."""

STATELESS: Final = (dspy.Predict, dspy.ChainOfThought)
"""The modules that one instance of may serve all runs."""


def build(program: Program) -> Any:
    """The module that a program's `build` stands for. Raises BadProgram, or whatever `build` raises."""
    made = program.build
    is_signature = isinstance(made, str) or (isinstance(made, type) and issubclass(made, dspy.Signature))
    if not is_signature:
        made = made()
        is_signature = isinstance(made, str) or (isinstance(made, type) and issubclass(made, dspy.Signature))
    if is_signature:
        made = dspy.Predict(made)
    if not isinstance(made, dspy.Module):
        raise BadProgram(f"build of the program {program.id!r} returned {type(made).__name__}, not a dspy.Module")
    return made


def load_state(program: Program, module: Any) -> None:
    """Give a module the compiled state that the program names. Raises BadProgram for what is not JSON."""
    if program.state is None:
        return
    path = Path(program.state)
    if path.suffix != ".json":
        raise BadProgram(
            f"the state {str(path)!r} of the program {program.id!r} must be the .json file that module.save writes"
        )
    module.load(str(path))
    module.set_lm(None)  # a saved state pins its model; the server chooses it


def remember_cuts(predictor: Any) -> None:
    """Keep what `signature.delete` makes, on a copy of the signature.

    DSPy's adapters cut the history field out of the signature anew for every model call. That makes a pydantic class each
    time, which cost a fifth of a short chat's CPU; signatures never change, so one is as good as the next.
    """
    signature = predictor.signature.with_instructions(predictor.signature.instructions)
    signature.delete = functools.cache(signature.delete)
    predictor.signature = signature


def name_modules(module: Any) -> None:
    """Write its name in the program into every module, so that its copies are known too."""
    for name, found in _walk("self", module, set()):
        if isinstance(found, dspy.Module):
            setattr(found, NAME, _short(name))


def predictors_of(module: Any) -> dict[str, Any]:
    """Every predictor of a module by its path, in the order of definition, those inside compiled sub-modules too.

    DSPy's `named_predictors` skips those, and it walks breadth first: `self.draft = ChainOfThought(...)` would come behind
    a `self.polish = Predict(...)` that is defined after it.
    """
    return {_short(name): found for name, found in _walk("self", module, set()) if isinstance(found, dspy.Predict)}


def tools_of(module: Any) -> list[Any]:
    """Every `dspy.Tool` that a module holds."""
    return [found for _, found in _walk("self", module, set()) if isinstance(found, dspy.Tool)]


def _short(name: str) -> str:
    return name.removeprefix("self.") or "self"


def _walk(name: str, item: Any, seen: set[int]) -> Iterator[tuple[str, Any]]:
    """All that a module is made of, by its path."""
    if id(item) in seen:
        return
    seen.add(id(item))
    yield name, item
    parts: Iterable[tuple[str, Any]] = ()
    match item:
        case dspy.Module():
            parts = [(f"{name}.{part}", value) for part, value in vars(item).items()]
        case list() | tuple():
            parts = [(f"{name}[{at}]", value) for at, value in enumerate(item)]
        case dict():
            parts = [(f"{name}[{key!r}]", value) for key, value in item.items()]
    for part, value in parts:
        yield from _walk(part, value, seen)


def is_async(module: Any) -> bool:
    """Whether `aforward` is this module's own way: not one inherited from below an overridden `forward` (as in CodeAct)."""
    lineage = type(module).__mro__
    place = {
        name: next((i for i, cls in enumerate(lineage) if name in vars(cls)), None) for name in ("forward", "aforward")
    }
    if place["aforward"] is None:
        return False
    if place["forward"] is not None and place["forward"] < place["aforward"]:
        return False
    definer = lineage[place["aforward"]]
    return definer in _ASYNC_SAFE or not definer.__module__.startswith("dspy.")
