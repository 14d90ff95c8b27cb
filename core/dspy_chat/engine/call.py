"""`Call`: one model call, its text read into fields and pushed into the tap."""

from dspy_chat.engine.asking import answer_format, calling_predictor
from dspy_chat.engine.tap import Note, Piece, Tap
from dspy_chat.fields import FieldReader, reader_for
from dspy_chat.wellformed import Cleaner, clean


class Call:
    """One model call: reads its text into fields and pushes them."""

    __slots__ = ("_call", "_cleaner", "_main", "_predictor", "_pushed", "_reader", "_tap", "closed", "failed", "name")

    def __init__(self, tap: Tap) -> None:
        predictor = calling_predictor()
        self.closed = False
        self.failed = False
        self.name = tap.name_of(predictor) if predictor is not None else ""
        self._tap = tap
        self._cleaner = Cleaner()
        self._pushed = False
        self._reader: FieldReader | None = None
        expected = answer_format()
        if predictor is not None and expected is not None:
            fields = {name: info.annotation is str for name, info in predictor.signature.output_fields.items()}
            self._reader = reader_for(expected, fields)
        self._main = tap.enter(self)
        self._predictor = None if self._main else self.name
        self._call = None if self._main else tap.number()

    def feed(self, text: str) -> str:
        """Push what `text` adds to the fields. Returns it well-formed, as the response must hold it too."""
        text = self._cleaner.feed(text)
        if self._reader is not None and text:
            self._push(self._reader.feed(text))
        return text

    def close(self) -> str:
        """Push what was held back, at the end of the answer. Returns the text that `feed` still owed."""
        self.closed = True
        text = self._cleaner.close()
        if self._reader is not None:
            self._push((self._reader.feed(text) if text else []) + self._reader.close())
        return text

    def fail(self) -> None:
        """This attempt is thrown away; its text stays until another attempt begins."""
        self.closed = self.failed = True

    def take_back(self) -> None:
        """Push a reset, if anything was shown."""
        if self._pushed and not self._tap.stopped:
            self._pushed = False
            self._tap.push(Note("reset", None, self.name, id=self._call))

    def _push(self, pieces: list[tuple[str, str]]) -> None:
        for field, text in pieces:
            self._pushed = True
            # Clean once more: a JSON answer can write half of a surrogate pair as an escape.
            self._tap.push(Piece(field, clean(text), self._predictor, self._call))
