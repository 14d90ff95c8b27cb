"""Files that were cut, changed or made to do harm: refused with the line that is wrong, and nothing of it stored."""

import gzip
import json
import re
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from dspy_chat.errors import BadInput
from dspy_chat.events import EndEvent, decode, encode
from dspy_chat.exchange import checking, reading
from dspy_chat.exchange.reading import Reader
from dspy_chat.store import new_id

from tests.exchange.stored import TRACE, Place, Spoken, place, talk

Lines = list[bytes]
JSONL = {"content-type": "application/jsonl"}


async def good(here: Place) -> Lines:
    """An export of two conversations, whose lines a test may change: of two turns, and of one."""
    first = await talk(here, [Spoken(trace=TRACE), Spoken(status="failed", fields={})])
    second = await talk(here, [Spoken(text="Zwei", inputs={"k": [1]})])
    one, two = (await here.export(first)).splitlines(), (await here.export(second)).splitlines()
    counts = b'{"type":"counts","conversations":2,"messages":6,"runs":3,"events":15}'
    return [*one[:-1], *two[1:-1], counts]


def at(lines: Lines, kind: str, place: int = -1) -> int:
    """Where the line of this type is that is the n-th of its kind."""
    return [number for number, line in enumerate(lines) if json.loads(line)["type"] == kind][place]


def change(kind: str, place: int = -1, **values: Any) -> Callable[[Lines], None]:
    """Give a line other values; one that is `...` goes."""

    def edit(lines: Lines) -> None:
        number = at(lines, kind, place)
        value = {**json.loads(lines[number]), **values}
        value = {name: item for name, item in value.items() if item is not ...}
        lines[number] = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    return edit


def swap(old: bytes, new: bytes, kind: str, place: int = -1) -> Callable[[Lines], None]:
    """Change the bytes of a line."""

    def edit(lines: Lines) -> None:
        number = at(lines, kind, place)
        assert old in lines[number]
        lines[number] = lines[number].replace(old, new, 1)

    return edit


def drop(kind: str, place: int = -1) -> Callable[[Lines], None]:
    def edit(lines: Lines) -> None:
        del lines[at(lines, kind, place)]

    return edit


def put(kind: str, line: bytes, place: int = -1, behind: int = 1) -> Callable[[Lines], None]:
    """Put a line behind another, or in the place before it."""

    def edit(lines: Lines) -> None:
        lines.insert(at(lines, kind, place) + behind, line)

    return edit


def _again(kind: str, place: int = -1, behind: str | None = None) -> Callable[[Lines], None]:
    """A line twice, the second time behind itself or another."""

    def edit(lines: Lines) -> None:
        lines.insert(at(lines, behind or kind, place) + 1, lines[at(lines, kind, place)])

    return edit


def _of_the_other(name: str, kind: str, source: str = "conversation") -> Callable[[Lines], None]:
    """A value of the first conversation in a line of the second."""

    def edit(lines: Lines) -> None:
        value = json.loads(lines[at(lines, source, 0)])["id"]
        change(kind, **{name: value})(lines)

    return edit


def _circle(lines: Lines) -> None:
    """The two answers of the first conversation follow each other."""
    question, answer = at(lines, "message", 0), at(lines, "message", 3)
    change("message", 0, parent=json.loads(lines[answer])["id"])(lines)
    assert json.loads(lines[question])["parent"]


def _asked_in_vain(lines: Lines) -> None:
    """One more question at the end of the second conversation."""
    question = json.loads(lines[at(lines, "message", 4)])
    put("end", json.dumps({**question, "id": "0" * 32}).encode())(lines)
    change("conversation", messages=3)(lines)


def _renumbered(first: int) -> Callable[[Lines], None]:
    """The events of the last run with a gap from one on."""

    def edit(lines: Lines) -> None:
        start = at(lines, "start")
        for number in range(start, at(lines, "end") + 1):
            value = json.loads(lines[number])
            if value["seq"] >= first:
                value["seq"] += 1
            lines[number] = encode(decode(json.dumps(value))).encode()

    return edit


def _events(*kept: str, more: Callable[[str], list[str]] = lambda start: [], run: int = -1) -> Callable[[Lines], None]:
    """A run, the last if not said, with only these kinds of events, and others, numbered anew."""

    def edit(lines: Lines) -> None:
        start, end = at(lines, "start", run), at(lines, "end", run)
        events = [line.decode() for line in lines[start : end + 1] if json.loads(line)["type"] in kept]
        events += more(lines[start].decode())
        told = [json.dumps({**json.loads(event), "seq": seq}) for seq, event in enumerate(events, 1)]
        lines[start : end + 1] = [encode(decode(event)).encode() for event in told]

    return edit


def _start(start: str) -> list[str]:
    return [start, *_end(start)]


def _end(start: str) -> list[str]:
    return [encode(EndEvent(type="end", run=json.loads(start)["run"], seq=1, t=9, status="completed"))]


def _final(start: str) -> list[str]:
    run = json.loads(start)["run"]
    usage = {"input": 0, "output": 0, "total": 0, "by_model": {}}
    more = {"fields": {}, "answer": "", "usage": usage, "cached": False, "ms": 1}
    value = {"type": "final", "run": run, "seq": 1, "t": 9, **more}
    return [json.dumps(value), *_end(start)]


DEEP = b"[" * 5000 + b"]" * 5000
HOSTILE: dict[str, tuple[Callable[[Lines], None], str]] = {
    "not JSON": (put("conversation", b"{nonsense"), "it is not JSON"),
    "an empty line": (put("conversation", b""), "it is not JSON"),
    "no object": (put("conversation", b"[1]"), "Input should be an object"),
    "no type": (put("conversation", b"{}"), '"type" is none that stands here'),
    "another type": (put("conversation", b'{"type":"user"}'), '"type" is none that stands here'),
    "another version": (change("dspy-chat", v=3), "v: Input should be 1 or 2"),
    "no first line": (drop("dspy-chat"), "an export begins with the line"),
    "two first lines": (_again("dspy-chat"), "an export begins with the line"),
    "a value too much": (change("message", color="red"), "color: Extra inputs are not permitted"),
    "a value too few": (change("message", text=...), "text: Field required"),
    "depth": (swap(b'"fields":{', b'"fields":{"x":' + DEEP + b",", "message", 4), "nested too deeply"),
    "an id that is none": (change("conversation", id="../../etc/passwd"), "ids are 32 hexadecimal digits"),
    "an id in capitals": (change("conversation", id="A" * 32), "ids are 32 hexadecimal digits"),
    "a message of the other conversation": (
        _of_the_other("conversation", "message"),
        "this message is of the conversation",
    ),
    "a run of the other conversation": (_of_the_other("conversation", "run"), "this run is of the conversation"),
    "a run of another message": (_of_the_other("message", "run", "message"), "this is the run of the message"),
    "a message twice": (_again("message"), "behind an answer comes the line of its run"),
    "a question twice": (_again("message", 4), "is there twice"),
    "a parent of the other conversation": (_of_the_other("parent", "message", "message"), "the parent of the message"),
    "a circle": (_circle, "the parent of the message"),
    "an answer to nothing": (change("message", parent=None), "it must be a question"),
    "an unknown role": (change("message", role="system"), "role: Input should be 'user' or 'assistant'"),
    "a head that is none of its answers": (change("conversation", head="0" * 32), "the head of the conversation"),
    "no head": (change("conversation", head=None), "the head of the conversation"),
    "a question without an answer": (
        lambda lines: lines.__delitem__(slice(at(lines, "message"), len(lines) - 1)),
        "2 messages, and 1 of them are here",
    ),
    "a question more": (_asked_in_vain, "has no answer"),
    "a message fewer than said": (change("conversation", messages=3), "3 messages, and 2 of them are here"),
    "an answer without its run": (drop("run"), '"type" is none that stands here'),
    "a run alone": (_again("run", behind="conversation"), "a run comes right behind the answer"),
    "a run twice": (_again("run"), "no event of a run"),
    "a message alone": (_again("message", 0, behind="dspy-chat"), "behind the line of its conversation"),
    "a run that is running": (change("run", status="running"), "status: Input should be 'completed'"),
    "another status": (change("run", status="stopped"), "the status of the run"),
    "another time": (change("run", ms=1), "the ms of the run"),
    "another start": (change("run", started_at=1), "the started_at of the run"),
    "another program": (change("run", program="other"), "the program of the run"),
    "another version of the program": (change("run", version="9"), "the version of the run"),
    "another model": (change("run", model="other"), "the model of the run"),
    "an error that was none": (
        change("run", error={"code": "x", "message": "y", "retryable": True}),
        "the error of the run",
    ),
    "another error": (change("run", 1, error={"code": "x", "message": "y", "retryable": True}), "the error of the run"),
    "a trace of another shape": (change("run", trace={"v": 1, "calls": [{"x": 1}], "dropped": 0}), "Field required"),
    "a trace of another version": (change("run", trace={"v": 2, "calls": [], "dropped": 0}), "Input should be 1"),
    "usage below nothing": (change("run", usage={"input": -1, "by_model": {}}), "numbers of tokens from 0"),
    "usage of everything": (change("run", usage={"input": 10**30, "by_model": {}}), "numbers of tokens from 0"),
    "a time of 10^30": (change("message", created_at=10**30), "created_at"),
    "a time below nothing": (change("conversation", created_at=-1), "created_at"),
    "a time that is no whole number": (change("conversation", created_at=1.5), "created_at"),
    "a number of 5,000 digits": (swap(b'"fields":{', b'"fields":{"x":' + b"9" * 5000 + b",", "message"), "not JSON"),
    "a number that is none": (
        swap(b'"fields":{', b'"fields":{"x":NaN,', "message"),
        "a number that JSON does not have",
    ),
    "half a pair": (swap(b'"text":"', b'"text":"\\ud800', "message"), "it is not JSON"),
    "NUL in a text": (swap(b'"text":"', b'"text":"\\u0000', "message"), "text with U+0000"),
    "NUL in a name": (swap(b'"fields":{', b'"fields":{"\\u0000":1,', "message"), "text with U+0000"),
    "NUL in a title": (swap(b'"title":"', b'"title":"\\u0000', "conversation"), "text with U+0000"),
    "a title of two lines": (swap(b'"title":"', b'"title":"a\\n', "conversation"), "on one line"),
    "a title without end": (change("conversation", title="x" * 201), "at most 200"),
    "no UTF-8": (swap(b'"text":"', b'"text":"\xff', "message"), "it is not UTF-8"),
    "NUL in an event": (swap(b'"text":"', b'"text":"\\u0000', "token"), "U+0000"),
    "half a pair in an event": (swap(b'"text":"', b'"text":"\\ud83d', "token"), "it is not JSON"),
    "an event with a space": (swap(b":", b": ", "token"), "not written as this server writes it"),
    "an event in another order": (swap(b'"seq":2,"t":0', b'"t":0,"seq":2', "token", -2), "not written as this"),
    "an event with an escape": (swap(b"Good", b"\\u0047ood", "token", -2), "not written as this"),
    "a name twice": (swap(b'"t":0', b'"t":1,"t":0', "token", -2), "not written as this"),
    "an event that says more": (swap(b"}", b',"x":1}', "token"), "Extra inputs are not permitted"),
    "an event of another run": (change("token", run="0" * 32), "this event is one of the run"),
    "an event of a kind that is none": (put("token", b'{"type":"execute","code":"alert(1)"}'), "no event of a run"),
    "a ping": (put("token", b'{"type":"ping"}'), "no event of a run"),
    "an event that is a message": (put("token", b'{"type":"message"}'), "no event of a run"),
    "events from 2": (_renumbered(1), "event 1 is due"),
    "events with a gap": (_renumbered(3), "event 3 is due"),
    "an event twice": (_again("token"), "is due"),
    "an event less": (drop("token"), "is due"),
    "an event of the far future": (change("end", t=2**53 + 1), "a time behind"),
    "an event of 10^30": (change("end", t=10**30), "a time behind"),
    "no start": (_events("token", "final", "end"), "a run has one `start`"),
    "two starts": (_events("start", more=_start), "a run has one `start`"),
    "no final": (_events("start", "token", "end"), "a run has a `final` event when it is completed"),
    "no error": (_events("start", "token", "end", run=1), "a run has an `error` event when it failed"),
    "usage below nothing in an event": (
        swap(b'"usage":{"input":0', b'"usage":{"input":-1', "final"),
        "numbers of tokens",
    ),
    "two finals": (_events("start", "token", "final", more=_final), "behind `final` or `error` comes `end`"),
    "no end": (drop("end"), "no event of a run"),
    "two ends": (_events("start", "token", "final", "end", more=_end), '"type" is none that stands here'),
    "tokens that say something else": (swap(b"Good day.", b"Good bye.", "message"), "do not give the text"),
    "a final that says something else": (
        swap(b'"answer":"Good day."', b'"answer":"Good bye."', "final"),
        "do not give",
    ),
    "fields that say something else": (
        swap(b'"fields":{"answer":"Good day."}', b'"fields":{"answer":"Good bye."}', "message"),
        "do not give the fields",
    ),
    "a conversation that is gone, and is another": (
        put("counts", b'{"type":"gone","conversation":"' + b"0" * 32 + b'"}', behind=0),
        "is of the conversation before it",
    ),
}


def conversations(lines: Lines) -> dict[str, bytes]:
    """What each conversation's own export would be, by its id."""
    begins = [number for number, line in enumerate(lines) if line.startswith(b'{"type":"conversation"')]
    found = {}
    for number, following in zip(begins, [*begins[1:], len(lines) - 1], strict=True):
        found[json.loads(lines[number])["id"]] = b"\n".join(lines[number:following])
    return found


async def held(here: Place, lines: Lines) -> list[str]:
    """Which of the conversations of a good file are there; each that is there is whole."""
    ids = []
    for conversation, whole in conversations(lines).items():
        if conversation in await here.conversations():
            ids.append(conversation)
            assert b"\n".join((await here.export(conversation)).splitlines()[1:-1]) == whole
    return ids


async def _refused(target: Place, lines: Lines, edit: Callable[[Lines], None]) -> str:
    """What is said of a file that was edited; checks that only what is whole and stands before it was stored."""
    bad = [*lines]
    edit(bad)
    with pytest.raises(BadInput) as caught:
        await target.take_in(b"\n".join([*bad, b""]))
    said = caught.value.message
    number = int(said.removeprefix("line ").partition(":")[0])
    before = sum(line.startswith(b'{"type":"conversation"') for line in bad[: number - 1])
    stored = max(0, before - 1)
    assert len(await held(target, lines)) == stored, said
    assert said.endswith(f"({stored} conversations before it were imported)" if stored else "(nothing was imported)")
    return said


async def test_wrong_line_is_named_and_nothing_of_its_conversation_stored(tmp_path: Path) -> None:
    async with place(tmp_path / "a") as source, place(tmp_path / "b") as target:
        text = b"\n".join(await good(source)).decode()
        said = {
            name: await _refused(target, _renamed(text, set()).encode().split(b"\n"), edit)
            for name, (edit, _) in HOSTILE.items()
        }
    assert {name: told for name, told in said.items() if HOSTILE[name][1] not in told} == {}


async def test_what_a_file_says_is_told_short_and_without_control_characters(tmp_path: Path) -> None:
    async with place(tmp_path) as here:
        lines = await good(here)
        for edit in (
            swap(b'"role"', b'"\\u001b[2J' + b"x" * 10_000 + b'":1,"role"', "message"),
            change("run", model="\x1b[2J" + "x" * 10_000),
            change("token", run="\x1b[2J" + "x" * 10_000),
        ):
            bad = [*lines]
            edit(bad)
            with pytest.raises(BadInput) as caught:
                await here.take_in(b"\n".join(bad))
            assert len(caught.value.message) < 300
            assert caught.value.message.isprintable()


async def test_file_that_is_cut_anywhere_is_noticed(tmp_path: Path) -> None:
    async with place(tmp_path / "a") as source, place(tmp_path / "b") as target:
        lines = await good(source)
        file = b"\n".join([*lines, b""])
        second = file.index(b'{"type":"conversation"', file.index(b'{"type":"conversation"') + 1)
        last = file.index(b'{"type":"counts"')
        for length in sorted([*range(0, len(file) - 2, 97), second, last, len(file) - 2]):
            with pytest.raises(BadInput, match=r"line \d+: ") as caught:
                await target.take_in(file[:length])
            assert len(await held(target, lines)) == (length >= file.index(b"\n", second)), caught.value
        assert asdict(await target.take_in(file[:-1]))["known"] == 1, "the last line's end may be missing"
        assert len(await held(target, lines)) == 2


async def test_lines_that_are_missing_are_noticed_by_their_counts(tmp_path: Path) -> None:
    async with place(tmp_path / "a") as source, place(tmp_path / "b") as target:
        lines = await good(source)
        second = next(n for n, line in enumerate(lines) if n > 1 and line.startswith(b'{"type":"conversation"'))
        with pytest.raises(
            BadInput, match=r"2 conversations, 6 messages, .* and has 1 conversations, 4 .* lines are missing"
        ):
            await target.take_in(b"\n".join([*lines[:second], lines[-1]]))
        with pytest.raises(BadInput, match="goes on behind its last line"):
            await target.take_in(b"\n".join([*lines, lines[0]]))


async def test_ends_of_lines_that_other_programs_write_are_taken(tmp_path: Path) -> None:
    async with place(tmp_path / "a") as source, place(tmp_path / "b") as target:
        lines = await good(source)
        assert (await target.take_in(b"\r\n".join([*lines, b""]))).new.conversations == 2
        assert len(await held(target, lines)) == 2


async def test_line_that_never_ends_is_refused_and_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LINE", 10_000)
    reader = Reader()
    for _ in range(20):
        reader.feed(b"x" * 1000)
    assert reader.failure is not None
    assert reader.failure.message == "line 1: it is longer than 10000 bytes; no line of an export is"
    assert reader._held == 0


async def test_run_that_never_ends_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "LIMIT", 500)
    async with place(tmp_path / "a") as source, place(tmp_path / "b") as target:
        with pytest.raises(BadInput, match="has more than 500 bytes of events"):
            await target.take_in(b"\n".join(await good(source)))
        assert await target.conversations() == set()


async def test_packed_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    async with place(tmp_path) as here:
        with pytest.raises(BadInput, match="line 1: this is gzip; unpack it first"):
            await here.take_in(gzip.compress(b"\n".join(await good(here))))


async def test_ids_that_another_conversation_has_are_refused_by_name(tmp_path: Path) -> None:
    async with place(tmp_path / "a") as source, place(tmp_path / "b") as target:
        lines = await good(source)
        await target.take_in(b"\n".join(lines))
        text = b"\n".join(lines).decode()
        first, second = (json.loads(lines[at(lines, "conversation", n)])["id"] for n in (0, 1))
        for kind in ("message", "run"):
            kept = {json.loads(line)["id"] for line in lines if json.loads(line)["type"] == kind}
            found = await target.take_in(_renamed(text, kept).encode())
            assert (found.new.conversations, found.known, found.refused) == (0, 0, 2)
            told = [one.reason for one in found.refusals]
            assert all(reason.startswith(f"its {kind} '") for reason in told), told
            assert {reason.rpartition(" in the conversation ")[2] for reason in told} == {
                f"{first!r} here",
                f"{second!r} here",
            }
        assert await target.conversations() == {first, second}
        assert await source.export() == await target.export()


def _renamed(text: str, kept: set[str]) -> str:
    """A file with other ids, but for some."""
    ids = set(re.findall(r'"([0-9a-f]{32})"', text)) - kept
    for one in ids:
        text = text.replace(one, new_id())
    return text
