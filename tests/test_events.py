"""The event protocol: what is written is read again, nothing is lost, nothing unknown passes."""

import json
from typing import Any

import pydantic
import pytest
from dspy_chat.events import (
    EVENT,
    WIRE,
    Event,
    FinalEvent,
    Ping,
    TokenEvent,
    Usage,
    decode,
    encode,
    encode_token,
    type_of,
)
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from tests.generate import RUN, failing_events, golden_events

EVENTS = [*golden_events(), *failing_events()]
TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: f"{event.type}{event.seq}")
def test_event_survives_encoding(event: Event) -> None:
    data = encode(event)
    assert decode(data) == event
    assert decode(data.encode()) == event
    assert WIRE.validate_json(data) == event
    assert "\n" not in data
    assert "\r" not in data
    assert type_of(data) == event.type
    assert encode(decode(data)) == data


def test_every_type_of_event_is_among_those_tested() -> None:
    schema = EVENT.json_schema()
    assert {event.type for event in EVENTS} == set(schema["discriminator"]["mapping"])


@given(TEXT, TEXT, st.none() | TEXT, st.none() | TEXT)
def test_token_is_encoded_by_hand_as_by_pydantic(
    field: str, text: str, predictor: str | None, call: str | None
) -> None:
    event = TokenEvent(type="token", run=RUN, seq=7, t=8, field=field, text=text, predictor=predictor, call=call)
    data = encode_token(RUN, 7, 8, field, text, predictor, call)
    assert data == encode(event)
    assert decode(data) == event


def test_null_inside_the_final_fields_is_kept() -> None:
    fields: dict[str, JsonValue] = {"a": None, "b": [None, {"c": None}], "d": {}}
    event = FinalEvent(type="final", run=RUN, seq=1, t=0, fields=fields, answer="", usage=Usage(), cached=False, ms=0)
    assert json.loads(encode(event))["fields"] == fields
    assert decode(encode(event)) == event


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**60), 2**60) | TEXT,
        lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    )
)
def test_any_json_value_survives_as_a_field(value: Any) -> None:
    event = FinalEvent(
        type="final", run=RUN, seq=1, t=0, fields={"f": value}, answer="", usage=Usage(), cached=False, ms=0
    )
    assert decode(encode(event)) == event


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: f"{event.type}{event.seq}")
def test_unknown_field_is_refused(event: Event) -> None:
    with pytest.raises(pydantic.ValidationError):
        EVENT.validate_python({**event.model_dump(), "extra": 1})


@pytest.mark.parametrize(
    "broken",
    [
        {"type": "noise"},
        {"type": None},
        {"seq": 0},
        {"t": -1},
        {"text": None},
        {"run": 5},
    ],
    ids=str,
)
def test_broken_event_is_refused(broken: dict[str, Any]) -> None:
    token = {"type": "token", "run": RUN, "seq": 1, "t": 0, "field": "answer", "text": "x"}
    assert EVENT.validate_python(token)
    with pytest.raises(pydantic.ValidationError):
        EVENT.validate_python({**token, **broken})


def test_event_never_changes() -> None:
    with pytest.raises(pydantic.ValidationError):
        setattr(golden_events()[0], "seq", 9)  # noqa: B010 - mypy knows that it cannot be set


def test_ping_is_on_the_wire_only() -> None:
    assert isinstance(WIRE.validate_json('{"type":"ping"}'), Ping)
    with pytest.raises(pydantic.ValidationError):
        decode('{"type":"ping"}')
