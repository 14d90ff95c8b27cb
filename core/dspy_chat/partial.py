"""What people have seen of an answer so far, folded from its events. The Python twin of the client's reducer."""

from collections.abc import Iterable

from pydantic import JsonValue

from dspy_chat.events import Event, FieldRef, FinalEvent, StartEvent, StatusEvent, TokenEvent


class Partial:
    """Folds the events of one run, in order, into its output fields.

    Holds the main predictor's text by field; a `final` event overrules it. `fields` and `answer` are what is stored when
    a run ends early.
    """

    def __init__(self, refs: Iterable[FieldRef] = ()) -> None:
        self._refs = list(refs)
        self._pieces: dict[str, list[str]] = {}
        self._final: FinalEvent | None = None

    def add(self, event: Event) -> None:
        """Fold one event."""
        match event:
            case TokenEvent(predictor=None):
                self.add_text(event.field, event.text)
            case StatusEvent(kind="reset", id=None) if event.name in {ref.predictor for ref in self._refs}:
                self._pieces.clear()
            case StartEvent():
                self._refs = list(event.fields)
            case FinalEvent():
                self._final = event
            case _:
                pass

    def add_text(self, field: str, text: str) -> None:
        """Fold the text of one token event of the main predictor."""
        self._pieces.setdefault(field, []).append(text)

    @property
    def fields(self) -> dict[str, JsonValue]:
        if self._final is not None:
            return self._final.fields
        return {name: "".join(pieces) for name, pieces in self._pieces.items()}

    @property
    def answer(self) -> str:
        """The answer field's text; empty while none of it has come."""
        if self._final is not None:
            return self._final.answer
        name = next((ref.name for ref in self._refs if ref.role == "answer"), "")
        return "".join(self._pieces.get(name, ()))
