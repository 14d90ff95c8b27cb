import datetime
import decimal
import uuid
from typing import Any, Literal

import pydantic
import pytest
from dspy_chat_embedded.schema import ANY_OBJECT, bounded, compact


class Address(pydantic.BaseModel):
    street: str
    number: int


class Person(pydantic.BaseModel):
    name: str = pydantic.Field(max_length=20)
    height: float
    home: Address
    tags: list[str]
    seen: set[int]
    notes: dict[str, str]
    born: datetime.date
    at: datetime.datetime
    key: uuid.UUID
    site: pydantic.AnyUrl | None
    price: decimal.Decimal
    state: Literal["new", "old"]
    pair: tuple[int, str]
    anything: Any


def leaves(schema: Any) -> list[dict[str, Any]]:
    if isinstance(schema, list):
        return [leaf for each in schema for leaf in leaves(each)]
    if not isinstance(schema, dict):
        return []
    below = [leaf for value in schema.values() for leaf in leaves(value)]
    return [*below, schema] if isinstance(schema.get("type"), str) else below


def test_every_value_of_a_schema_is_bounded() -> None:
    for leaf in leaves(bounded(pydantic.TypeAdapter(Person).json_schema())):
        match leaf["type"]:
            case "string":
                assert leaf.keys() & {"maxLength", "pattern", "enum", "const"}, leaf
                assert "(?" not in leaf.get("pattern", ""), leaf
            case "integer" | "number":
                assert leaf.keys() & {"maximum", "exclusiveMaximum"}, leaf
                assert leaf.keys() & {"minimum", "exclusiveMinimum"}, leaf
            case "array":
                assert "maxItems" in leaf, leaf
            case "object":
                assert leaf["additionalProperties"] is False, leaf
                assert "properties" in leaf or "maxProperties" in leaf, leaf


def test_keywords_that_switch_the_grammar_off_are_left_out() -> None:
    text = str(bounded(pydantic.TypeAdapter(Person).json_schema()))
    assert "uniqueItems" not in text
    assert "format" not in text
    assert "oneOf" not in text


@pytest.mark.parametrize(
    ("schema", "wanted"),
    [
        ({"type": "string", "maxLength": 7}, {"maxLength": 7}),
        ({"type": "string", "minLength": 500}, {"minLength": 500, "maxLength": 500}),
        ({"type": "integer", "minimum": 1, "maximum": 3}, {"minimum": 1, "maximum": 3}),
        ({"type": "integer", "minimum": 5_000_000_000}, {"minimum": 5_000_000_000, "maximum": 5_000_000_000}),
        ({"type": "array", "minItems": 9, "items": {"type": "null"}}, {"minItems": 9, "maxItems": 9}),
        ({"type": "array", "maxItems": 0}, {"minItems": 0, "maxItems": 0}),
    ],
)
def test_bounds_that_the_author_gave_are_kept(schema: dict[str, Any], wanted: dict[str, Any]) -> None:
    assert {key: bounded(schema)[key] for key in wanted} == wanted


def test_a_property_may_be_called_like_a_keyword() -> None:
    schema = {"type": "object", "properties": {"type": {"type": "string"}, "items": {"type": "boolean"}}}
    assert bounded(schema)["properties"] == {"type": {"type": "string", "maxLength": 120}, "items": {"type": "boolean"}}


def test_definitions_are_bounded_and_stay_at_the_top() -> None:
    schema = pydantic.TypeAdapter(list[Address]).json_schema()
    assert bounded(schema)["$defs"]["Address"]["properties"]["street"]["maxLength"] == 120
    assert "$defs" in compact(bounded(ANY_OBJECT | {"$defs": schema["$defs"]}))


def test_text_that_must_match_what_the_compiler_does_not_know_gives_way_to_another_choice() -> None:
    odd = {"type": "string", "pattern": "^(?!x)a+$"}
    assert bounded({"anyOf": [odd, {"type": "boolean"}]}) == {"anyOf": [{"type": "boolean"}]}
    assert bounded(odd) == {"type": "string", "maxLength": 120}
    assert bounded({"type": "string", "pattern": "^a+$"})["pattern"] == "^a+$"
