"""The checker finds nothing in a good run, and each fault in a bad one: a guard that never fails guards nothing."""

from collections.abc import Callable

import pytest
from dspy_chat.events import (
    EndEvent,
    Event,
    FieldRef,
    FinalEvent,
    ModelRef,
    ProgramRef,
    StartEvent,
    StatusEvent,
    TokenEvent,
    Usage,
)

from tests.matrix.checker import beside, faults, shown


def good() -> list[Event]:
    """A run in which a helper speaks, a tool works, and the main predictor speaks twice."""
    ref = FieldRef(name="answer", title="Answer", kind="text", role="answer", predictor="last")
    start = StartEvent(
        type="start",
        run="r",
        seq=1,
        t=0,
        v=1,
        conversation="c",
        message="m",
        parent="p",
        program=ProgramRef(id="p", title="P", version="1"),
        model=ModelRef(id="m", title="M", kind="server", reason="a test"),
        fields=[ref],
        started_at=0,
    )
    bare: list[Event] = [
        start,
        StatusEvent(type="status", run="r", seq=1, t=1, kind="tool", state="start", name="look", id="1"),
        StatusEvent(type="status", run="r", seq=1, t=1, kind="model", state="start", name="m", id="2", parent="1"),
        TokenEvent(type="token", run="r", seq=1, t=2, field="answer", text="draft", predictor="first", call="2"),
        StatusEvent(type="status", run="r", seq=1, t=2, kind="model", state="end", name="m", id="2", parent="1"),
        StatusEvent(type="status", run="r", seq=1, t=2, kind="tool", state="end", name="look", id="1"),
        TokenEvent(type="token", run="r", seq=1, t=3, field="answer", text="wro"),
        StatusEvent(type="status", run="r", seq=1, t=4, kind="reset", name="last"),
        TokenEvent(type="token", run="r", seq=1, t=4, field="answer", text="right"),
        FinalEvent(
            type="final",
            run="r",
            seq=1,
            t=5,
            fields={"answer": "right"},
            answer="right",
            usage=Usage(),
            cached=False,
            ms=5,
        ),
        EndEvent(type="end", run="r", seq=1, t=5, status="completed"),
    ]
    return numbered(bare)


def numbered(events: list[Event]) -> list[Event]:
    return [event.model_copy(update={"seq": seq}) for seq, event in enumerate(events, 1)]


def without(*places: int) -> Callable[[list[Event]], list[Event]]:
    return lambda events: numbered([event for at, event in enumerate(events) if at not in places])


def changed(place: int, **update: object) -> Callable[[list[Event]], list[Event]]:
    return lambda events: [event.model_copy(update=update) if at == place else event for at, event in enumerate(events)]


BAD: dict[str, Callable[[list[Event]], list[Event]]] = {
    "no start": without(0),
    "no end": without(10),
    "two ends": lambda events: numbered([*events, events[-1]]),
    "two finals": lambda events: numbered([*events[:-1], *events[-2:]]),
    "text behind the final": lambda events: numbered([*events[:-1], events[-3], events[-1]]),
    "a gap": lambda events: events[:3] + events[4:],
    "another run": changed(4, run="s"),
    "time goes back": changed(6, t=1),
    "step without an end": without(5),
    "step without a start": without(1),
    "step without an id": changed(1, id=None),
    "two steps of one id": changed(2, id="1"),
    "unknown parent": changed(2, parent="9"),
    "step that ends as another": changed(5, name="listen"),
    "empty token": changed(6, text=""),
    "half a helper": changed(3, call=None),
    "unknown field": changed(6, field="mood"),
    "usage that does not add up": changed(9, usage=Usage(total=3)),
}


def test_nothing_is_wrong_with_a_good_run() -> None:
    assert faults(good()) == []
    assert shown(good()) == {"answer": "right"}
    assert beside(good()) == {("first", "2", "answer"): "draft"}


@pytest.mark.parametrize("spoil", BAD.values(), ids=BAD)
def test_fault_is_found(spoil: Callable[[list[Event]], list[Event]]) -> None:
    assert faults(spoil(good())) != []
