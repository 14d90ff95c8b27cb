"""What people have seen of an answer, folded from its events."""

from dspy_chat.events import Event, StatusEvent, TokenEvent, decode, encode
from dspy_chat.partial import Partial

from tests.generate import RUN, golden_events


def token(field: str, text: str, predictor: str | None = None, call: str | None = None) -> TokenEvent:
    return TokenEvent(type="token", run=RUN, seq=1, t=0, field=field, text=text, predictor=predictor, call=call)


def reset(name: str, call: str | None = None) -> StatusEvent:
    return StatusEvent(type="status", run=RUN, seq=1, t=0, kind="reset", name=name, id=call)


def folded(*events: Event) -> Partial:
    partial = Partial()
    for event in (golden_events()[0], *events):
        partial.add(event)
    return partial


def test_tokens_are_joined_by_field() -> None:
    partial = folded(token("reasoning", "a"), token("answer", "b"), token("reasoning", "c"))
    assert partial.fields == {"reasoning": "ac", "answer": "b"}
    assert partial.answer == "b"


def test_nothing_yet_is_an_empty_answer() -> None:
    assert (folded().fields, folded().answer) == ({}, "")
    assert Partial().answer == ""


def test_reset_of_the_main_predictor_takes_everything_back() -> None:
    partial = folded(token("reasoning", "a"), token("answer", "b"), reset("predict"), token("answer", "c"))
    assert partial.fields == {"answer": "c"}


def test_reset_of_another_predictor_takes_nothing_back() -> None:
    assert folded(token("answer", "b"), reset("helper")).answer == "b"


def test_reset_of_one_call_beside_the_answer_takes_nothing_back() -> None:
    assert folded(token("answer", "b"), reset("predict", call="2")).answer == "b"


def test_helper_predictors_are_not_part_of_the_answer() -> None:
    assert folded(token("answer", "draft", predictor="helper", call="2"), token("answer", "b")).fields == {
        "answer": "b"
    }


def test_other_events_change_nothing() -> None:
    events = [event for event in golden_events() if event.type == "status" and event.kind == "tool"]
    assert len(events) == 2
    assert folded(token("answer", "b"), *events).fields == {"answer": "b"}


def test_final_overrules_what_was_shown() -> None:
    final = golden_events()[-2]
    partial = folded(token("answer", "something else"), final)
    assert final.type == "final"
    assert partial.fields == final.fields
    assert partial.answer == final.answer


def test_text_alone_folds_as_its_event() -> None:
    partial = folded()
    partial.add_text("answer", "a")
    partial.add(token("answer", "b"))
    assert partial.answer == "ab"


def test_stored_turn_folds_to_what_was_streamed_up_to_any_event() -> None:
    """The golden turn, cut after each event: the text is what its own tokens since the last reset say."""
    texts: dict[str, str] = {}
    partial = Partial()
    for event in map(decode, map(encode, golden_events()[:-2])):
        partial.add(event)
        if event.type == "token" and event.predictor is None:
            texts[event.field] = texts.get(event.field, "") + event.text
        elif event.type == "status" and event.kind == "reset" and event.id is None:
            texts = {}
        assert partial.fields == texts
