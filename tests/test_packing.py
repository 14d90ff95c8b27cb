"""A run's events survive being packed, byte for byte, whatever they are; and what was changed is not taken for them."""

import json
import random

import pytest
from dspy_chat.events import EndEvent, FinalEvent, StatusEvent, Usage, encode, encode_token
from dspy_chat.packing import Unpacking, digest, pack, unpack
from hypothesis import given
from hypothesis import strategies as st

RUN = "ab" * 16
START = json.dumps({"type": "start", "run": RUN, "seq": 1, "t": 0, "fields": ["answer"]}, separators=(",", ":"))


def end(seq: int, t: int = 0) -> str:
    return encode(EndEvent(type="end", run=RUN, seq=seq, t=t, status="completed"))


def answer(words: list[str], paces: list[int]) -> list[str]:
    """The events of a run that says these words at these intervals, in milliseconds."""
    events, t = [START], 0
    for word, pace in zip(words, paces, strict=True):
        t += pace
        events.append(encode_token(RUN, len(events) + 1, t, "answer", word, None, None))
    text, seq = "".join(words), len(events) + 1
    final = FinalEvent(
        type="final",
        run=RUN,
        seq=seq,
        t=t,
        fields={"answer": text},
        answer=text,
        usage=Usage(input=9, output=len(words), total=9 + len(words), by_model={}),
        cached=False,
        ms=t,
    )
    return [*events, encode(final), end(seq + 1, t)]


_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_TOKENS = st.tuples(
    st.sampled_from(["answer", "reasoning", 'od"d\n']), _TEXTS, st.none() | st.just("p[0]"), st.none() | _TEXTS
)


@st.composite
def _runs(draw: st.DrawFn) -> list[str]:
    """Tokens of several fields, predictors and calls at any time, among lines that only look like them."""
    events, spoken = [START], [""]
    for _ in range(draw(st.integers(0, 30))):
        seq, t = len(events) + 1, draw(st.integers(0, 10**6))
        match draw(st.sampled_from(["token", "token", "token", "status", "strange"])):
            case "token":
                field, text, predictor, call = draw(_TOKENS)
                spoken.append(text)
                events.append(encode_token(RUN, seq, t, field, text, predictor, call))
            case "status":
                status = StatusEvent(type="status", run=RUN, seq=seq, t=t, kind="tool", name=draw(_TEXTS) or "x")
                events.append(encode(status))
            case _:
                events.append(draw(st.sampled_from(_STRANGE)))
    said = draw(st.sampled_from(["word0 ", *spoken]))
    return [*events, encode_final(len(events) + 1, said), end(len(events) + 2)]


def encode_final(seq: int, text: str) -> str:
    return json.dumps({"type": "final", "seq": seq, "answer": text}, ensure_ascii=False, separators=(",", ":"))


_STRANGE = [
    "{}",
    f'{{"type":"token","run":"{RUN}","seq":007,"t":1,"field":"answer","text":"x"}}',
    f'{{"type":"token","run":"{RUN}","seq":2,"t":01,"field":"answer","text":"x"}}',
    f'{{"type":"token","run":"{"cd" * 16}","seq":2,"t":1,"field":"answer","text":"x"}}',
    f'{{"type":"token","run":"{RUN}","seq":2,"t":1,"field":"answer","text":"x", "call":"c"}}',
    f'{{"type":"token","run":"{RUN}","seq":2,"t":1,"field":"answer","text":"a\tb\u0001"}}',
    '{"type":"final","answer":"word0 "}',
]
"""What `encode` does not write."""


@given(_runs())
def test_any_events_come_back_byte_for_byte(events: list[str]) -> None:
    assert unpack(START, pack(events)) == events


@given(_runs(), st.integers(1, 40), st.sampled_from([1, 7, 2048]), st.sampled_from([0, 60, 10**6]))
def test_any_events_come_back_out_of_pieces_of_any_size(events: list[str], size: int, step: int, room: int) -> None:
    blob, unpacking, found = pack(events), Unpacking(START, room=room, step=step), [START]
    for at in range(0, len(blob), size):
        assert not unpacking.over
        unpacking.feed(blob[at : at + size])
        found += unpacking.events()
    assert unpacking.over
    assert len(found) == len(events)
    for told, event in zip(found, events, strict=True):
        assert told == event or (told == "" and room < 10**6 and event.startswith('{"type":"final"'))


def test_timing_and_text_take_little_more_than_the_text() -> None:
    chance = random.Random(1)
    words = ["the", " of", " model", "ing", " program", " a", ".", " stream", "ed", " answer", " field", " what"]
    events = answer([chance.choice(words) for _ in range(500)], [round(chance.gauss(20, 5)) for _ in range(500)])
    assert unpack(START, pack(events)) == events
    assert len(pack(events)) < 500 * 2.5, "text and time of a token"
    assert len(pack(answer(["Hello", " there"], [3, 20]))) < 120, "a short answer pays for no names"


def test_changed_blob_is_refused_or_told_by_its_digest() -> None:
    events = answer([f"word{i} " for i in range(40)], [20] * 40)
    blob, sha256 = pack(events), digest(events)
    for place in range(len(blob)):
        changed = bytearray(blob)
        changed[place] ^= 1
        try:
            found = unpack(START, bytes(changed))
        except (ValueError, IndexError):
            continue
        assert digest(found) != sha256 or found == events
    with pytest.raises(ValueError, match="cut off"):
        unpack(START, blob[:-3])
    with pytest.raises(ValueError, match="version"):
        unpack(START, b"\x02" + blob[1:])


@pytest.mark.parametrize("line", ["", '="answer"\t', '20" the', '{"a":\n1}', '{"type":"final","answer":"\x010"}'])
def test_what_is_no_event_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="no event"):
        pack([*answer(["Hello, you"], [3]), line])


def test_start_alone_is_packed_too() -> None:
    assert unpack(START, pack([START])) == [START]
