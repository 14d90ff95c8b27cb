"""The module kinds of the matrix: one small program each, what a model says to it call by call, and what comes out."""

import asyncio
import json
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import dspy

TEXT: Final = 'One <b>& two [[ three ]] "four"\n\n## five \\ 🐋 end.'
"""An answer with a little of what each format finds hard."""
WHY: Final = "I think [1]."
Fields = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """A module kind.

    `says` is what the model answers, call by call, or by what the prompt holds; a text stands for a call outside of any
    predictor. `final` is what the program returns. `shown` is what a reader holds of the main predictor when `final`
    comes: the texts of `final`, where it is None. `ways` are how it may be run, `not_with` the adapters that it cannot
    be used with, `own_format` the adapter that it brings itself, `needs` what must be installed.
    """

    name: str
    build: Callable[[], Any]
    says: Sequence[Fields | str] | Callable[[str], Fields]
    final: Fields
    shown: Fields | None = None
    answer: str = TEXT
    ways: Sequence[str] = ("sync",)
    not_with: frozenset[str] = field(default_factory=frozenset)
    own_format: str | None = None
    needs: Sequence[str] = ()

    @property
    def wanted(self) -> Fields:
        """What was shown in the end, of an adapter whose format is known."""
        texts = {name: value for name, value in self.final.items() if isinstance(value, str)}
        return texts if self.shown is None else self.shown


BOTH: Final = ("sync", "async")
ASKED: Final = "question -> answer"


class Nested(dspy.Module):  # type: ignore[misc]
    """Two predictors with one field name, the first in a module of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.drafts = dspy.ChainOfThought(ASKED)
        self.last = dspy.ChainOfThought("question, draft -> answer")

    def forward(self, question: str) -> Any:
        return self.last(question=question, draft=self.drafts(question=question).answer)

    async def aforward(self, question: str) -> Any:
        draft = await self.drafts.acall(question=question)
        return await self.last.acall(question=question, draft=draft.answer)


class Twice(dspy.Module):  # type: ignore[misc]
    """One predictor, called twice: the second call makes the result."""

    def __init__(self) -> None:
        super().__init__()
        self.predict = dspy.Predict(ASKED)

    def forward(self, question: str) -> Any:
        self.predict(question=question)
        return self.predict(question=question)

    async def aforward(self, question: str) -> Any:
        await self.predict.acall(question=question)
        return await self.predict.acall(question=question)


class SyncOnly(dspy.Module):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.predict = dspy.Predict(ASKED)

    def forward(self, question: str) -> Any:
        return self.predict(question=question)


class AsyncOnly(dspy.Module):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.predict = dspy.Predict(ASKED)

    async def aforward(self, question: str) -> Any:
        return await self.predict.acall(question=question)


class Chains(dspy.Module):  # type: ignore[misc]
    """Two thoughts, compared."""

    def __init__(self) -> None:
        super().__init__()
        self.think = dspy.ChainOfThought(ASKED)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            self.compare = dspy.MultiChainComparison(ASKED, M=2)

    def forward(self, question: str) -> Any:
        thoughts = [self.think(question=question) for _ in range(2)]
        return self.compare(thoughts, question=question)


class Spread(dspy.Module):  # type: ignore[misc]
    """Three calls at once in threads, and one that joins what they said."""

    def __init__(self) -> None:
        super().__init__()
        self.part = dspy.Predict("part -> piece")
        self.join = dspy.Predict("pieces -> answer")

    def forward(self, question: str) -> Any:
        pairs = [(self.part, {"part": f"{question} part {number}"}) for number in range(3)]
        found = dspy.Parallel(num_threads=3)(pairs)
        return self.join(pieces="+".join(one.piece for one in found))


class Batched(Spread):
    """The same by `Module.batch`."""

    def forward(self, question: str) -> Any:
        asked = [dspy.Example(part=f"{question} part {number}").with_inputs("part") for number in range(3)]
        found = self.part.batch(asked, num_threads=3)
        return self.join(pieces="+".join(one.piece for one in found))


class Gathered(Spread):
    """The same in tasks, on the event loop."""

    forward: Any = None

    async def aforward(self, question: str) -> Any:
        found = await asyncio.gather(*(self.part.acall(part=f"{question} part {number}") for number in range(3)))
        return await self.join.acall(pieces="+".join(one.piece for one in found))


def _spread(prompt: str) -> Fields:
    """What the model says to one of several prompts at once, told from the prompt: they come in any order."""
    if "+" in prompt or TEXT in prompt:
        return {"answer": TEXT}
    number = next(number for number in range(3) if f"part {number}" in prompt)
    return {"piece": f"piece of part {number}"}


class Compiled(dspy.Module):  # type: ignore[misc]
    """A compiled sub-module, which DSPy freezes: its own walk over predictors passes it by."""

    def __init__(self, compile_: Callable[[Any, list[Any]], Any]) -> None:
        super().__init__()
        known = [dspy.Example(question="q", answer="a").with_inputs("question")]
        self.inner = compile_(dspy.Predict(ASKED), known)
        self.inner._compiled = True

    def forward(self, question: str) -> Any:
        return self.inner(question=question)

    async def aforward(self, question: str) -> Any:
        return await self.inner.acall(question=question)


class OwnAdapter(SyncOnly):
    """A program that answers in JSON, whatever the model's adapter is."""

    def forward(self, question: str) -> Any:
        with dspy.context(adapter=dspy.JSONAdapter()):
            return self.predict(question=question)

    async def aforward(self, question: str) -> Any:
        with dspy.context(adapter=dspy.JSONAdapter()):
            return await self.predict.acall(question=question)


class Changed(SyncOnly):
    """A program that changes what its predictor said."""

    def forward(self, question: str) -> Any:
        return dspy.Prediction(answer=f"{self.predict(question=question).answer}!")


class Returned(SyncOnly):
    """A program that returns something plain."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        super().__init__()
        self.make = make

    def forward(self, question: str) -> Any:
        return self.make(self.predict(question=question))


class NoModel(dspy.Module):  # type: ignore[misc]
    def forward(self, question: str) -> Any:
        return TEXT


def look(place: str) -> str:
    """Look at a place."""
    return f"nothing at {place}"


def _best(wrapper: Any, threshold: float, **more: Any) -> Any:
    def rewards(_args: Any, prediction: Any) -> float:
        return 1.0 if TEXT in prediction.answer else 0.5

    return wrapper(dspy.ChainOfThought(ASKED), N=2, reward_fn=rewards, threshold=threshold, **more)


def _coding(module: Any, *args: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return module(ASKED, *args, interpreter_factory=dspy.LocalInterpreter)


def _knn() -> Any:
    import numpy as np

    known = [dspy.Example(question=f"q{i}", answer="a").with_inputs("question") for i in range(3)]
    embedder = dspy.Embedder(lambda texts: np.array([[float(len(text)), 1.0] for text in texts]))
    few = dspy.KNNFewShot(k=1, trainset=known, vectorizer=embedder, max_bootstrapped_demos=0, max_labeled_demos=1)
    return few.compile(SyncOnly())


RETURNS: Final[dict[str, tuple[Callable[[Any], Any], Fields, str]]] = {
    "str": (lambda told: told.answer, {"answer": TEXT}, TEXT),
    "dict": (lambda told: {"answer": told.answer, "more": 1}, {"answer": TEXT, "more": 1}, TEXT),
    "none": (lambda _: None, {}, ""),
    "list": (lambda told: [told.answer], {"answer": [TEXT]}, json.dumps([TEXT], ensure_ascii=False)),
    "prediction": (lambda told: dspy.Prediction(answer=told.answer, score=0.5), {"answer": TEXT, "score": 0.5}, TEXT),
}
_LOOK: Final = {"name": "look", "args": {"place": "home"}}
_SUBMIT: Final = {"name": "submit", "args": {"answer": TEXT}}
_GOOD: Final = {"reasoning": WHY, "answer": TEXT}
_POOR: Final = {"reasoning": "Hm.", "answer": "poor"}

KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        Kind("predict", lambda: dspy.Predict(ASKED), [{"answer": TEXT}], {"answer": TEXT}, ways=BOTH),
        Kind("chain-of-thought", lambda: dspy.ChainOfThought(ASKED), [_GOOD], _GOOD, ways=BOTH),
        Kind("nested", Nested, [_POOR, _GOOD], _GOOD, ways=BOTH),
        Kind("twice", Twice, [{"answer": "first"}, {"answer": TEXT}], {"answer": TEXT}, ways=BOTH),
        Kind(
            "react",
            lambda: dspy.ReAct(ASKED, [look]),
            [
                {"next_thought": "I look.", "next_tool_name": "look", "next_tool_args": {"place": "home"}},
                {"next_thought": "Enough.", "next_tool_name": "finish", "next_tool_args": {}},
                _GOOD,
            ],
            _GOOD,
            ways=BOTH,
        ),
        Kind(
            "react-v2",
            lambda: dspy.ReActV2(ASKED, [look]),
            [
                {"next_thought": "I look.", "tool_calls": {"tool_calls": [_LOOK]}},
                {"next_thought": WHY, "tool_calls": {"tool_calls": [_SUBMIT]}},
            ],
            {"answer": TEXT},
            shown={},
            ways=BOTH,
        ),
        Kind(
            "program-of-thought",
            lambda: _coding(dspy.ProgramOfThought),
            [{"reasoning": "r", "generated_code": "x = 1 + 1\nSUBMIT(dict(answer=x))"}, _GOOD],
            _GOOD,
        ),
        Kind(
            "code-act",
            lambda: _coding(dspy.CodeAct, [look]),
            [{"generated_code": "print(look('home'))", "finished": True}, _GOOD],
            _GOOD,
        ),
        Kind(
            "rlm",
            lambda: _coding(dspy.RLM),
            [
                {"reasoning": "I ask.", "code": "said = llm_query('say it')\nSUBMIT(said)"},
                TEXT,
            ],
            {"answer": TEXT},
            shown={},
        ),
        Kind("best-of-n", lambda: _best(dspy.BestOfN, 1.0), [_POOR, _GOOD], _GOOD),
        Kind("best-of-n-first", lambda: _best(dspy.BestOfN, 2.0), [_GOOD, _POOR], _GOOD, shown={}),
        Kind(
            "refine",
            lambda: _best(dspy.Refine, 1.0),
            [_POOR, {"discussion": "d", "advice": {"predict": "say more"}}, _GOOD],
            _GOOD,
            not_with=frozenset({"two-step"}),  # DSPy makes the adapter's class anew, without its extraction model
        ),
        Kind(
            "multi-chain-comparison",
            Chains,
            [_POOR, _GOOD, {"rationale": WHY, "answer": TEXT}],
            {"rationale": WHY, "answer": TEXT},
        ),
        Kind("parallel", Spread, _spread, {"answer": TEXT}),
        Kind("batch", Batched, _spread, {"answer": TEXT}),
        Kind("gather", Gathered, _spread, {"answer": TEXT}, ways=("async",)),
        Kind("knn-few-shot", _knn, [{"answer": TEXT}], {"answer": TEXT}, needs=["numpy"]),
        Kind(
            "compiled-labeled",
            lambda: Compiled(lambda student, known: dspy.LabeledFewShot(k=1).compile(student, trainset=known)),
            [{"answer": TEXT}],
            {"answer": TEXT},
            ways=BOTH,
        ),
        Kind(
            "compiled-bootstrap",
            lambda: Compiled(
                lambda student, known: dspy.BootstrapFewShot(max_bootstrapped_demos=0, max_labeled_demos=1).compile(
                    student, trainset=known
                )
            ),
            [{"answer": TEXT}],
            {"answer": TEXT},
            ways=BOTH,
        ),
        Kind("sync-only", SyncOnly, [{"answer": TEXT}], {"answer": TEXT}),
        Kind("async-only", AsyncOnly, [{"answer": TEXT}], {"answer": TEXT}, ways=("async",)),
        Kind("own-adapter", OwnAdapter, [{"answer": TEXT}], {"answer": TEXT}, ways=BOTH, own_format="json"),
        Kind("changed", Changed, [{"answer": TEXT}], {"answer": f"{TEXT}!"}, shown={}, answer=f"{TEXT}!"),
        Kind("no-model", NoModel, [], {"answer": TEXT}, shown={}),
        *(
            Kind(
                f"returns-{name}",
                partial(Returned, make),
                [{"answer": TEXT}],
                final,
                shown={"answer": TEXT} if answer == TEXT else {},
                answer=answer,
            )
            for name, (make, final, answer) in RETURNS.items()
        ),
    )
}
