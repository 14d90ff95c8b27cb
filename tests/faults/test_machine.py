"""Any order of starting, typing, ending, stopping, leaving, coming back, crashing and restarting, against a model in memory.

The model says what must be stored; the server's parts are the real ones over real files (see `world`).
"""

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, TypeVar

import pytest
from dspy_chat.errors import Busy, UnknownRun
from dspy_chat.eventlog import EventLog
from dspy_chat.events import EndEvent, Event, FinalEvent, TokenEvent, decode
from dspy_chat.runs import Turn
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.errors import FlakyFailure
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.faults.altered import publish_first
from tests.faults.typist import asking
from tests.faults.world import Sight, World
from tests.scripted import until

T = TypeVar("T")
Status = Literal["running", "completed", "stopped", "failed", "interrupted"]
ANY = st.integers(0, 1000)
"""One of those that there are."""
WORDS = st.lists(st.sampled_from(["one", "two", "é", "🐋", "[[ x ]]", '"q"', "\\n", "a\nb"]), min_size=1, max_size=4)


@dataclass
class Told:
    """What the model knows of a run: all that its language model was made to type, and what became of it."""

    call: str
    conversation: str
    id: str
    message: str
    typed: str = ""
    ended: Status = "running"
    certain: bool = False
    """Whether all that was typed must be in the answer, because it ended by itself."""
    digest: bytes | None = None
    """Of its stored frames, once it has ended."""
    sights: list[Sight] = field(default_factory=list)


class Machine(RuleBasedStateMachine):
    """Rules are what people and machines do; `stored_is_what_was_seen` holds after each."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp(prefix="machine-"))
        self.world = World(self.folder)
        self.told: list[Told] = []
        self.count = 0
        self._do(self.world.begin())

    def teardown(self) -> None:
        try:
            self._do(self.world.end())
        finally:
            self.loop.run_until_complete(self.loop.shutdown_default_executor())
            self.loop.close()
            shutil.rmtree(self.folder)

    def _do(self, what: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(asyncio.wait_for(what, 20))

    def live(self) -> list[Told]:
        return [told for told in self.told if told.ended == "running"]

    # What people do.

    @precondition(lambda self: len(self.live()) < 4)
    @rule(words=WORDS, after=st.none() | ANY)
    def start(self, words: list[str], after: int | None) -> None:
        """A turn in a new conversation, or at the end of that of another run; refused while that answers."""
        before = self.told[after % len(self.told)] if after is not None and self.told else None
        self.count += 1
        call = f"c{self.count}"
        turn = Turn(asking(call), before.conversation if before else None, None, None, None, {})
        busy = before is not None and any(told.conversation == before.conversation for told in self.live())
        try:
            (run,) = self._do(self.world.parts.runs.start(turn))
        except Busy:
            assert busy
            return
        assert not busy
        begun: Any = _event(self._frames(run)[0])
        told = Told(call, begun.conversation, run, begun.message)
        told.sights.append(self._do(self.world.join(run, 0)))
        self.told.append(told)
        self._type(told, words)

    @precondition(lambda self: self.live())
    @rule(run=ANY, words=WORDS, seen=st.booleans())
    def type(self, run: int, words: list[str], seen: bool) -> None:
        """The language model goes on; `seen` waits until somebody who comes now has it."""
        told = self._one(run)
        self._type(told, words)
        if seen:
            # An opening bracket may begin a marker, so it and what follows may be held back.
            wanted = told.typed.partition("[[")[0].rstrip()
            sight = self._do(self.world.join(told.id, 0))
            told.sights.append(sight)
            self._do(until(lambda: shown(sight.frames).startswith(wanted)))

    @precondition(lambda self: self.live())
    @rule(run=ANY, well=st.booleans())
    def finish(self, run: int, well: bool) -> None:
        """The language model comes to its end, or fails."""
        told = self._one(run)
        live = self.world.parts.runs._live[told.id]
        self.world.typist.type(told.call, None if well else ValueError("broken"))
        self._do(live.finished.wait())
        told.ended, told.certain = ("completed", True) if well else ("failed", False)

    @precondition(lambda self: self.live())
    @rule(run=ANY)
    def stop(self, run: int) -> None:
        told = self._one(run)
        self._do(self.world.parts.runs.stop(told.id))
        told.ended = "stopped"

    @precondition(lambda self: self.told)
    @rule(run=ANY, back=st.integers(0, 5))
    def join(self, run: int, back: int) -> None:
        """Follow from somewhere in a run, as a browser that comes back."""
        told = self.told[run % len(self.told)]
        told.sights.append(self._do(self.world.join(told.id, max(0, len(self._frames(told.id)) - back))))

    @precondition(lambda self: self.told)
    @rule(run=ANY)
    def leave(self, run: int) -> None:
        """Nobody follows this run any more."""
        for sight in self.told[run % len(self.told)].sights:
            self.world.leave(sight)

    @precondition(lambda self: len(self.told) > 3)
    @rule(run=ANY)
    def delete(self, run: int) -> None:
        """A conversation with all its runs, as the route does it."""
        conversation = self.told[run % len(self.told)].conversation
        self._do(self.world.parts.runs.stop_all_of(conversation))
        self._do(self.world.parts.store.delete(conversation))
        for gone in [told for told in self.told if told.conversation == conversation]:
            self.told.remove(gone)
            with pytest.raises(UnknownRun):
                self._do(self.world.parts.runs.follow(gone.id, 0))

    @precondition(lambda self: self.told)
    @rule()
    def carry(self) -> None:
        """Everything is exported, imported into a new directory twice, and into this one again."""
        ended = [told for told in self.told if told.ended != "running"]
        export = self._do(self.world.exported())
        kept = self._do(self.world.imported_elsewhere(export, [told.id for told in ended]))
        assert kept == [self._frames(told.id) for told in ended]
        report = self._do(self.world.taken_in(export))
        assert (report.new.conversations, report.refused) == (0, 0)

    # What machines do.

    @precondition(lambda self: self.live())
    @rule()
    def crash(self) -> None:
        self._do(self.world.crash())
        self._cut_off()
        self._do(self.world.begin())

    @precondition(lambda self: self.live())
    @rule()
    def restart(self) -> None:
        self._do(self.world.end())
        self._cut_off()
        self._do(self.world.begin())

    @rule()
    def wait(self) -> None:
        self._do(asyncio.sleep(0.02))

    def _cut_off(self) -> None:
        for told in self.live():
            told.ended = "interrupted"

    def _one(self, run: int) -> Told:
        return self.live()[run % len(self.live())]

    def _type(self, told: Told, words: list[str]) -> None:
        text = " ".join([*([""] if told.typed else []), *words])
        told.typed += text
        self.world.typist.type(told.call, text)

    # What holds.

    @invariant()
    def stored_is_what_was_seen(self) -> None:
        for told in self.told:
            frames = self._frames(told.id)
            for sight in told.sights:
                assert frames[sight.after : sight.after + len(sight.frames)] == sight.frames
            if told.ended == "running":
                assert told.typed.startswith(shown(frames).rstrip())
                continue
            self._holds(told, frames)

    def _holds(self, told: Told, frames: list[bytes]) -> None:
        """An ended run is whole, is what the model says, and never changes again."""
        events = [_event(frame) for frame in frames]
        assert [event.seq for event in events] == [*range(1, len(events) + 1)]
        assert [event.status for event in events if isinstance(event, EndEvent)] == [told.ended]
        assert isinstance(events[-1], EndEvent)
        text = shown(frames)
        message = self._do(self.world.parts.store.message(told.message))
        assert message.text == text
        assert told.typed.startswith(text.rstrip())
        if told.certain:
            assert text == told.typed.strip()
            assert [event.answer for event in events if isinstance(event, FinalEvent)] == [text]
        assert self._do(self.world.parts.store.run(told.id)).status == told.ended
        digest = sha256(b"".join(frames)).digest()
        assert told.digest in (None, digest), "what is stored of a run that has ended was changed"
        told.digest = digest

    def _frames(self, run: str) -> list[bytes]:
        """All there is of a run by now."""
        live = self.world.parts.runs._live.get(run)
        if live is not None:
            return list(live.tail.frames)
        sight = self._do(self._read(run))
        return sight.frames

    async def _read(self, run: str) -> Sight:
        frames = await self.world.parts.runs.follow(run, 0)
        assert frames is not None
        return Sight(run, 0, b"".join([chunk async for chunk in frames]))


def _event(frame: bytes) -> Event:
    return decode(frame.split(b"data: ", 1)[1])


def shown(frames: list[bytes]) -> str:
    return "".join(event.text for event in map(_event, frames) if isinstance(event, TokenEvent))


def _sized(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )


def test_any_order_of_what_people_and_machines_do_keeps_what_was_seen() -> None:
    run_state_machine_as_test(Machine, settings=settings(_sized(6, 30), derandomize=True))


@pytest.mark.nightly
@pytest.mark.timeout(3600)
def test_any_order_of_what_people_and_machines_do_keeps_what_was_seen_at_length() -> None:
    run_state_machine_as_test(Machine, settings=_sized(500, 60))


def test_machine_finds_a_server_that_shows_before_it_stores(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("append", "post"):  # put back afterwards what this puts in their place
        monkeypatch.setattr(EventLog, name, getattr(EventLog, name))
    publish_first()
    # What it shows too early depends on the clock, so that the same steps may show nothing when they are tried again.
    with pytest.raises((AssertionError, FlakyFailure)):
        run_state_machine_as_test(Machine, settings=settings(_sized(40, 25), derandomize=True, phases=[Phase.generate]))
