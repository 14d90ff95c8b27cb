"""The checker: what is wrong with the events of one run, whatever the program was."""

import itertools
from collections.abc import Iterator, Sequence

from dspy_chat.events import Event, FinalEvent, StartEvent, StatusEvent, TokenEvent

_STEPS = ("module", "model", "tool")


def faults(events: Sequence[Event]) -> list[str]:
    """Every rule of the protocol that these events, as stored and sent, break; none when they are well-formed."""
    return [*_order(events), *_steps(events), *_texts(events)]


def _order(events: Sequence[Event]) -> Iterator[str]:
    types = [event.type for event in events]
    if types[:1] != ["start"] or types.count("start") > 1:
        yield f"it does not begin with its one start: {types[:3]}"
    if types[-1:] != ["end"] or types.count("end") > 1:
        yield f"it does not end with its one end: {types[-3:]}"
    if types.count("final") > 1 or types.count("error") > 1 or ("final" in types and "error" in types):
        yield "it has more than one outcome"
    if "final" in types and types.index("final") != len(types) - 2:
        yield f"something comes between final and end: {types[types.index('final') :]}"
    if [event.seq for event in events] != list(range(1, len(events) + 1)):
        yield f"its numbers are not contiguous from 1: {[event.seq for event in events]}"
    if len({event.run for event in events}) > 1:
        yield "it holds events of another run"
    if any(later.t < earlier.t for earlier, later in itertools.pairwise(events)):
        yield "its time goes back"


def _steps(events: Sequence[Event]) -> Iterator[str]:
    """Every step that starts ends, once, after its start; every parent is a step that was told."""
    begun: dict[str, StatusEvent] = {}
    ended: set[str] = set()
    for event in events:
        if not isinstance(event, StatusEvent) or event.kind not in _STEPS:
            continue
        if event.id is None:
            yield f"a {event.kind} has no id: {event}"
            continue
        if event.state == "start":
            if event.id in begun:
                yield f"the id {event.id!r} is used twice: {event}"
            if event.parent is not None and event.parent not in begun:
                yield f"the parent {event.parent!r} was never seen: {event}"
            begun[event.id] = event
        elif event.state in ("end", "error"):
            start = begun.get(event.id)
            if start is None or event.id in ended:
                yield f"it ends without a start, or twice: {event}"
            elif (start.kind, start.name) != (event.kind, event.name):
                yield f"it ends as something else: {start} {event}"
            ended.add(event.id)
    if begun.keys() != ended:
        yield f"these never end: {[begun[step] for step in begun.keys() - ended]}"


def _texts(events: Sequence[Event]) -> Iterator[str]:
    start = events[0]
    if not isinstance(start, StartEvent):
        return
    known = {ref.name for ref in start.fields}
    calls: dict[str, str] = {}
    for event in events:
        match event:
            case TokenEvent():
                if not event.text:
                    yield f"a token says nothing: {event}"
                if (event.predictor is None) != (event.call is None):
                    yield f"a token is half a helper's: {event}"
                if event.predictor is None and event.field not in known:
                    yield f"the field {event.field!r} is not one of the program's: {event}"
                if event.call is not None and calls.setdefault(event.call, event.predictor or "") != event.predictor:
                    yield f"two predictors share a call: {event}"
            case StatusEvent(kind="reset") if not event.name and known:
                yield f"a reset takes back nothing: {event}"
            case FinalEvent() if event.usage.total != sum(one.total for one in event.usage.by_model.values()):
                yield f"the usage does not add up: {event.usage}"


def shown(events: Sequence[Event]) -> dict[str, str]:
    """The main predictor's text by field, as a client holds it when `final` comes."""
    fields: dict[str, str] = {}
    mains: set[str] = set()
    for event in events:
        match event:
            case StartEvent():
                mains = {ref.predictor for ref in event.fields}
            case TokenEvent(predictor=None):
                fields[event.field] = fields.get(event.field, "") + event.text
            case StatusEvent(kind="reset", id=None) if event.name in mains:
                fields.clear()
    return fields


def beside(events: Sequence[Event]) -> dict[tuple[str, str, str], str]:
    """The helpers' text, by predictor, call and field, without what was taken back."""
    texts: dict[tuple[str, str, str], str] = {}
    for event in events:
        match event:
            case TokenEvent(predictor=str(name), call=str(call)):
                texts[name, call, event.field] = texts.get((name, call, event.field), "") + event.text
            case StatusEvent(kind="reset", id=str(taken)):
                texts = {key: text for key, text in texts.items() if key[1] != taken}
    return texts
