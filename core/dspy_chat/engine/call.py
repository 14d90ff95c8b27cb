"""`Call`: one attempt at a model call, its text read into fields and pushed into the tap, and kept in the trace."""

from typing import Any, Final

from dspy.lm15 import CollectionLimitError

from dspy_chat.engine.asking import Asking
from dspy_chat.engine.tap import Note, Piece, Tap
from dspy_chat.engine.trace import Spent
from dspy_chat.fields import FieldReader, reader_for
from dspy_chat.wellformed import Cleaner, clean

LIMIT: Final = 4 * 2**20
"""Most characters of one answer: several times what any model gives, and too few to fill a server's memory."""
THINKING: Final = "thinking"
"""The field under which a model's own reasoning is told where the signature has none for it."""


class Call:
    """One attempt at a model call: reads its text into fields and pushes them. Lives on the event loop."""

    __slots__ = (
        "_asking",
        "_call",
        "_cleaner",
        "_kept",
        "_main",
        "_predictor",
        "_pushed",
        "_reader",
        "_size",
        "_tap",
        "closed",
        "failed",
        "id",
        "name",
    )

    def __init__(self, tap: Tap, asking: Asking, request: Any) -> None:
        self.closed = False
        self.failed = False
        self.name = asking.name
        self.id = tap.number()
        self._tap = tap
        self._asking = asking
        self._cleaner = Cleaner()
        self._pushed = False
        self._size = 0
        self._reader: FieldReader | None = None
        if asking.expected is not None and asking.fields:
            self._reader = reader_for(asking.expected, asking.fields)
        self._main = tap.enter(self)
        self._predictor = None if self._main else self.name
        self._call = None if self._main else self.id
        self._kept = tap.trace.begin(self.id, self.name, asking.parent, request.model, request, tap.ms)
        tap.mention(Note("model", "start", self._kept.model, self.id, asking.parent))

    def feed(self, text: str) -> str:
        """Push what `text` adds to the fields. Returns it well-formed, as the response must hold it too.

        Raises CollectionLimitError when the answer becomes longer than this server takes.
        """
        text = self._cleaner.feed(text)
        if text:
            self._keep(text, self._kept.texts)
            if self._reader is not None:
                self._push(self._reader.feed(text))
        return text

    def think(self, text: str) -> str:
        """Push the model's own reasoning: into the field that takes it, else beside the fields."""
        text = clean(text)
        self._keep(text, self._kept.thinking)
        if self._asking.thinking is not None:
            self._push([(self._asking.thinking, text)])
        elif self.name:
            self._pushed = True
            self._tap.push(Piece(THINKING, text, self.name, self.id))
        return text

    def close(self) -> str:
        """Push what was held back, at the end of the answer. Returns the text that `feed` still owed."""
        self.closed = True
        text = self._cleaner.close()
        if text:
            self._keep(text, self._kept.texts)
        if self._reader is not None:
            self._push((self._reader.feed(text) if text else []) + self._reader.close())
        return text

    @property
    def parent(self) -> str | None:
        """The id of the step that asks."""
        return self._asking.parent

    @property
    def text(self) -> str:
        """All that was read, well-formed."""
        return "".join(self._kept.texts)

    @property
    def thinking(self) -> str:
        """All of the model's own reasoning."""
        return "".join(self._kept.thinking)

    def succeed(self, spent: Spent) -> None:
        """The answer is whole, and used this."""
        self._kept.ms = self._tap.ms - self._kept.began_ms
        self._tap.trace.use(self._kept, spent)
        self._end("end", None)

    def fail(self, code: str) -> None:
        """This attempt is thrown away; its text stays until another attempt begins. `code` is a failure's."""
        self.closed = self.failed = True
        self._kept.ms = self._tap.ms - self._kept.began_ms
        self._kept.error = code
        if not self._tap.stopped:
            self._end("error", code)

    def follows(self, last: Any) -> bool:
        """Whether this is asked because the answer of `last`, another call, was no good: by the same call of a predictor,
        and not as one more of several answers."""
        before, now = last._asking, self._asking
        return bool(now.once and now.parent == before.parent and (now.call is None or now.call != before.call))

    def take_back(self) -> None:
        """Push a reset, if anything was shown."""
        if self._pushed and not self._tap.stopped:
            self._pushed = False
            self._tap.push(Note("reset", None, self.name, id=self._call))

    def _end(self, state: Any, detail: str | None) -> None:
        kept = self._kept
        self._tap.mention(Note("model", state, kept.model, self.id, kept.parent, detail, kept.ms))

    def _keep(self, text: str, where: list[str]) -> None:
        self._size += len(text)
        if self._size > LIMIT:
            raise CollectionLimitError("the answer is too long", limit="characters", maximum=LIMIT)
        where.append(text)

    def _push(self, pieces: list[tuple[str, str]]) -> None:
        for field, text in pieces:
            self._pushed = True
            # Clean once more: a JSON answer can write half of a surrogate pair as an escape.
            self._tap.push(Piece(field, clean(text), self._predictor, self._call))
