"""Text that every layer can carry, however it is cut."""

import json
from typing import Any

from dspy_chat.wellformed import REPLACEMENT, Cleaner, clean, clean_json
from hypothesis import example, given
from hypothesis import strategies as st

ANY = st.text(st.characters(codec=None) | st.sampled_from("\0\ud800\udbff\udc00\udfff\ud83d\udc0ba é🐋"))


def in_pieces(text: str, cuts: list[int]) -> list[str]:
    places = sorted({cut % (len(text) + 1) for cut in cuts})
    return [text[a:b] for a, b in zip([0, *places], [*places, len(text)], strict=True)]


@given(ANY, st.lists(st.integers(min_value=0, max_value=1000)))
@example("a\ud83d\udc0bb", [2])
@example("\ud83d\ud83d\udc0b", [1, 2])
@example("\ud83d", [0, 1])
def test_text_in_pieces_is_cleaned_as_the_whole(text: str, cuts: list[int]) -> None:
    cleaner = Cleaner()
    joined = "".join([cleaner.feed(piece) for piece in in_pieces(text, cuts)] + [cleaner.close()])
    assert joined == clean(text)


@given(ANY)
def test_clean_text_can_be_carried_by_every_layer(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.encode().decode() == cleaned
    assert "\0" not in cleaned
    assert clean(cleaned) == cleaned


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_good_text_is_left_alone(text: str) -> None:
    assert clean(text) is text


def test_pairs_are_joined_and_halves_replaced() -> None:
    assert clean("\ud83d\udc0b") == "🐋"
    assert clean("\udc0b\ud83d") == REPLACEMENT * 2
    assert clean("a\0b") == f"a{REPLACEMENT}b"


def test_nothing_is_held_back_that_can_be_judged() -> None:
    cleaner = Cleaner()
    assert [cleaner.feed(text) for text in ("a", "\ud83d", "", "b", "é\ud83d", "\udc0b")] == [
        "a",
        "",
        "",
        f"{REPLACEMENT}b",
        "é",
        "🐋",
    ]
    assert cleaner.close() == ""


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | ANY, lambda inner: st.lists(inner) | st.dictionaries(ANY, inner)
    )
)
def test_clean_json_can_always_be_written_as_json(value: Any) -> None:
    cleaned = clean_json(value)
    text = json.dumps(cleaned, ensure_ascii=False, allow_nan=False)
    assert json.loads(text) == cleaned
    assert text.encode()


def test_clean_json_reaches_every_text() -> None:
    assert clean_json({"a\0": ["\ud800", {"b": "\0"}], "n": float("nan"), "i": 1}) == {
        f"a{REPLACEMENT}": [REPLACEMENT, {"b": REPLACEMENT}],
        "n": None,
        "i": 1,
    }
