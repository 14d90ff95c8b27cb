"""The field types of the matrix: what a model writes for each, and the JSON value that comes out of it."""

import datetime
import enum
from dataclasses import dataclass
from typing import Any, Final, Literal

import dspy
import pydantic
from dspy.adapters.types.citation import Citations

from tests.matrix.kinds import TEXT, WHY

PIXEL: Final = "data:image/gif;base64,R0lGODlhAQABAIAAAP7//wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw=="


class Mood(enum.Enum):
    GLAD = "glad"
    GRIM = "grim"


class Point(pydantic.BaseModel):
    x: int
    label: str


class Shape(pydantic.BaseModel):
    name: str
    corners: list[Point]
    middle: Point | None = None


@dataclass(frozen=True)
class Type:
    """A field type: its annotation, the JSON value that a model writes, and the one in `final`, where it is another.

    `not_with` are adapters whose own parser refuses it.
    """

    name: str
    annotation: Any
    written: Any
    final: Any = None
    not_with: frozenset[str] = frozenset()

    @property
    def value(self) -> Any:
        return self.written if self.final is None else self.final

    @property
    def signature(self) -> Any:
        return dspy.Signature({"question": (str, dspy.InputField()), "value": (self.annotation, dspy.OutputField())})


_CORNERS: Final = [{"x": 1, "label": 'a "b"'}, {"x": -2, "label": "c ] } 🐋"}]
_CODE: Final = "x = [1]\nprint(x)"
_CALL: Final = {"name": "look", "args": {"place": "home"}}
_CITATION: Final = {
    "type": "char_location",
    "cited_text": "so it is",
    "document_index": 0,
    "document_title": "A title",
    "start_char_index": 0,
    "end_char_index": 8,
    "supported_text": "It is.",
}

TYPES: Final = {
    one.name: one
    for one in (
        Type("str", str, TEXT),
        Type("literal", Literal["good", "bad"], "good"),
        Type("enum", Mood, "glad"),
        Type("bool", bool, True),
        Type("int", int, -42),
        Type("float", float, 0.5),
        Type("optional", int | None, 7),
        Type("date", datetime.date, "2026-11-22"),
        Type("list-of-str", list[str], ["a", "b, [[ ## c", '"d" \\', "🐋"]),
        Type("list-of-models", list[Point], _CORNERS),
        Type("dict", dict[str, int], {"one": 1, "two": 2}),
        Type("model", Point, _CORNERS[0]),
        Type(
            "nested-model",
            Shape,
            {"name": "line", "corners": _CORNERS, "middle": _CORNERS[1]},
            not_with=frozenset({"baml"}),  # to which a model that is used twice is one that contains itself
        ),
        Type("reasoning", dspy.Reasoning, WHY),
        Type(
            "tool-calls",
            dspy.ToolCalls,
            {"tool_calls": [_CALL]},
            not_with=frozenset({"json", "baml"}),  # which want the tools as an input; see the kind react-v2
        ),
        Type("image", dspy.Image, {"url": "https://example.org/a.png"}),
        Type("image-data", dspy.Image, {"url": PIXEL}),
        Type("code", dspy.Code["python"], {"code": _CODE}, final=_CODE),
        Type("citations", Citations, {"citations": [_CITATION]}),
    )
}
