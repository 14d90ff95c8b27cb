"""What is done once or in place of DSPy: the same results, and DSPy still does it where we think it does."""

import asyncio
from typing import Any

import dspy
import pydantic
import pytest
from dspy.adapters import utils
from dspy_chat.threads import LoopThreads
from dspy_chat.thrift import adapter_of, is_quick, remember_types

from tests.scripted import Script, connected, job_for, tell
from tests.test_engine import program, written


class Place(pydantic.BaseModel):
    name: str


async def test_async_model_call_takes_no_thread_of_the_loop() -> None:
    """DSPy hands bookkeeping to the loop's executor twice for each call; `is_quick` knows both as they are today."""
    handed: list[Any] = []

    class Counting(LoopThreads):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
            handed.append((fn.args[0].__name__, is_quick(*fn.args)))
            return super().submit(fn, *args, **kwargs)

    asyncio.get_running_loop().set_default_executor(Counting(1, is_quick))
    await tell(job_for(program("question -> answer"), connected(Script([written("chat", answer="yes")]))))
    assert handed == [("prepare", True), ("_price_result", True)]


async def test_chat_makes_no_adapter_of_a_type_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """DSPy makes them in `dspy.adapters.utils`, under the name that `remember_types` replaces."""
    made: list[Any] = []

    def making(kind: Any) -> Any:
        made.append(kind)
        return pydantic.TypeAdapter(kind)

    monkeypatch.setattr(utils, "TypeAdapter", making)
    await tell(job_for(program("question -> answer"), connected(Script([written("chat", answer="yes")]))))
    assert made
    assert set(made) == {str}
    remember_types()
    assert utils.TypeAdapter(str) is utils.TypeAdapter(str)


@pytest.mark.parametrize(
    ("kind", "value"), [(str, "x"), (Place, Place(name="here")), (list[int], [1]), (int | str, "1"), (str | int, 1)]
)
def test_adapter_says_what_a_new_one_says(kind: Any, value: Any) -> None:
    for _ in range(2):
        assert adapter_of(kind).dump_python(value, mode="json") == pydantic.TypeAdapter(kind).dump_python(
            value, mode="json"
        )


def test_only_classes_have_the_same_adapter_again() -> None:
    assert adapter_of(Place) is adapter_of(Place)
    assert adapter_of(dspy.History) is adapter_of(dspy.History)
    assert adapter_of(int | str) is not adapter_of(str | int)
    assert adapter_of(list[int]) is not adapter_of(list[int])
