"""What a program returned, whatever it is, as JSON fields; and what its models used."""

import json
from typing import Any, Final

import dspy
import pydantic
from dspy.adapters.types.base_type import CUSTOM_TYPE_START_IDENTIFIER
from pydantic import JsonValue
from pydantic_core import to_jsonable_python

from dspy_chat.engine import Tap, Trace
from dspy_chat.events import ModelUsage, Usage
from dspy_chat.runner.job import Result
from dspy_chat.shape import Shape
from dspy_chat.wellformed import clean_json


def result_of(shape: Shape, returned: Any, tap: Tap) -> Result:
    """The result that a returned value stands for. Raises RuntimeError for none of any, where a model call failed last: a
    program such as BestOfN swallows all failures, and people would see an empty answer."""
    if returned is None and tap.trace.outcomes and tap.trace.outcomes[-1] is not None:
        raise RuntimeError("the program returned nothing, and its last model call failed")
    fields: dict[str, JsonValue] = clean_json(
        to_jsonable_python(clean_json(_plain(_by_name(shape, returned))), fallback=str)
    )
    value = fields.get(shape.answer_field, "")
    answer = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return Result(fields=fields, answer=answer, cached=bool(tap.cached and not tap.trace.calls))


def _plain(value: Any) -> Any:
    """The value with each image, citation and the like as its own fields: DSPy's types turn into parts of a prompt when
    they are serialized, between markers."""
    match value:
        case pydantic.BaseModel():
            if CUSTOM_TYPE_START_IDENTIFIER not in str(to_jsonable_python(value, fallback=str)):
                return value
            return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
        case dict():
            return {name: _plain(item) for name, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case _:
            return value


_BOOKS: Final = frozenset({"trajectory", "history", "termination_reason"})
"""What DSPy's modules with tools add to their results: their own books, with the tracebacks of tools that failed. The
run's steps tell the same, without those."""


def _by_name(shape: Shape, returned: Any) -> dict[str, Any]:
    """The output fields, from whatever a program returns."""
    match returned:
        case dspy.Prediction():
            books = _BOOKS - {ref.name for ref in shape.fields}
            return {name: value for name, value in returned.items() if name not in books}
        case dict():
            return returned
        case None:
            return {}
        case _:
            return {shape.answer_field: returned}


def usage_of(trace: Trace) -> Usage:
    """What a run used so far, summed over its models, threads and attempts."""
    by_model = {
        model: ModelUsage(
            input=spent.input,
            output=spent.output,
            total=spent.input + spent.output,
            cached=spent.cached,
            cost=spent.cost,
        )
        for model, spent in trace.spent.items()
    }
    return Usage(
        input=sum(usage.input for usage in by_model.values()),
        output=sum(usage.output for usage in by_model.values()),
        total=sum(usage.total for usage in by_model.values()),
        cached=_sum([usage.cached for usage in by_model.values()]),
        cost=_cost([usage.cost for usage in by_model.values()]),
        by_model=by_model,
    )


def _sum(counts: list[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _cost(costs: list[float | None]) -> float | None:
    """The whole cost, where each part of it is known: half of a price would be a wrong one."""
    known = [cost for cost in costs if cost is not None]
    return sum(known) if known and len(known) == len(costs) else None
