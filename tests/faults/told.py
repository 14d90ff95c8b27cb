"""What had been told when the power failed, held against what is there afterwards."""

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.faults.journal import Journal, Sight
from tests.faults.life import Fact


class Told:
    """What facts mean together."""

    def __init__(self, known: Sequence[Fact]) -> None:
        self.deleting = {fact.conversation for fact in known if fact.kind == "deleting"}
        self.deleted = {fact.conversation for fact in known if fact.kind == "deleted"}
        kept = [fact for fact in known if fact.conversation not in self.deleting]
        self.begun = {fact.run: fact for fact in kept if fact.kind == "begun"}
        self.seen = {fact.run: fact.frames for fact in kept if fact.kind == "seen"}
        self.ends = [fact for fact in kept if fact.kind in ("ended", "settled")]
        self.whole = {fact.run: fact.frames for fact in self.ends}

    def journal(self) -> Journal:
        """What must be there, as the checker of the kills takes it: of runs that were going on only their start."""
        first = {one: frames[:1] for one, frames in self.seen.items()}
        sights = [Sight(one, 0, list(frames)) for one, frames in {**first, **self.whole}.items()]
        return Journal(sights, {one: fact.key for one, fact in self.begun.items()})

    def gone(self, stored: dict[str, list[bytes]]) -> int:
        """How many seen events are not there any more."""
        return sum(len(set(frames) - set(stored[one])) for one, frames in self.seen.items())

    def faults(self, stored: dict[str, list[bytes]]) -> Iterator[str]:
        """What was seen of a run that was going on is there as it was seen, but for its last part; and nothing of another
        run, which may have had the same key in the database before it was deleted."""
        for one, kept in stored.items():
            if strange := [frame for frame in kept if f'"run":"{one}"'.encode() not in frame]:
                yield f"strange: run {one} has {strange[0]!r}"
        for one, frames in self.seen.items():
            for seen, there in zip(frames, stored[one], strict=False):
                if seen != there and one not in self.whole:
                    if b"\nevent: error\n" not in there or b'"interrupted"' not in there:
                        yield f"changed: run {one} showed {seen!r} and has {there!r}"
                    break
        for fact in self.ends:
            if tuple(stored[fact.run]) != fact.frames:
                yield f"changed: run {fact.run} had {len(fact.frames)} events and has {len(stored[fact.run])}"


def database_faults(database: Path, told: Told) -> Iterator[str]:
    """A file that is not whole, messages of users that are not as they were sent, and what is back from its deletion."""
    with contextlib.closing(sqlite3.connect(database)) as db:
        if (found := db.execute("PRAGMA integrity_check").fetchall()) != [("ok",)]:
            yield f"corrupt: {found[:3]}"
        if found := db.execute("PRAGMA foreign_key_check").fetchall():
            yield f"corrupt: {len(found)} rows point nowhere"
        texts = dict(
            db.execute(
                "SELECT run.id, question.text FROM run JOIN message answer ON answer.id = run.message"
                " JOIN message question ON question.id = answer.parent"
            ).fetchall()
        )
        for one, fact in told.begun.items():
            if texts.get(one) != fact.text:
                yield f"lost: the message {fact.text!r} of run {one} is stored as {texts.get(one)!r}"
        for table, column in (("conversation", "id"), ("message", "conversation"), ("run", "conversation")):
            kept = {one for (one,) in db.execute(f"SELECT {column} FROM {table}").fetchall()}
            for conversation in told.deleted & kept:
                yield f"back: the {table} of the deleted conversation {conversation}"
