"""The readers under answers that Hypothesis builds: however an answer is cut its pieces are the same, and are DSPy's."""

import json
import xml.etree.ElementTree as ET
from typing import Any, Final

import dspy
import pytest
from dspy.adapters.baml_adapter import BAMLAdapter
from dspy.utils.exceptions import AdapterParseError
from dspy_chat.fields import Format
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.test_fields import SIGNATURE, TEXTS, Fuzz, pieces_of, read, read_texts, within_limits

ADAPTERS: Final[dict[str, tuple[Format, Any]]] = {
    "chat": ("chat", dspy.ChatAdapter()),
    "json": ("json", dspy.JSONAdapter()),
    "xml": ("xml", dspy.XMLAdapter()),
    "baml": ("json", BAMLAdapter()),
}
NASTY: Final = (
    *("[[ ## answer ## ]]", "[[ ## mood ## ]]", "[[ ## tags ## ]]", "[[ ## completed ## ]]", "[[ ## other ## ]]"),
    *(
        "[[ ## ",
        " ## ]]",
        "[[",
        "]]",
        "[[ ##",
        "## ]]",
        "[[ ## answer ## ]",
        "[[ ## an",
        "swer ## ]]",
        "[[  ## mood ## ]]",
    ),
    *(
        '{"answer": "',
        '", "mood": "',
        '", "tags": ["',
        '"]}',
        '"}',
        "{",
        "}",
        "[",
        "]",
        '"',
        "'",
        ",",
        ":",
        "\\",
        "\\\\",
    ),
    *(
        '\\"',
        "\\n",
        "\\u00e9",
        "\\u",
        "\\ud83d",
        "\\ude00",
        "\\ud83d\\ude00",
        "\\/",
        "null",
        "true",
        "1e5",
        "-0.5",
        "NaN",
    ),
    *(
        "<answer>",
        "</answer>",
        "<mood>",
        "</mood>",
        "<tags>",
        "</tags>",
        "<answer",
        "</ans",
        "wer>",
        "<",
        ">",
        "&",
        "<b>",
    ),
    *("&amp;", "&#128512;", "&#xd83d;", "&lt", ";", "<![CDATA[", "]]>", "<!--", "-->", "<?x", "?>", "<answer/>"),
    *(
        "\n",
        "\r",
        "\r\n",
        "\n\n",
        "\x85",
        "\u2028",
        "\u2029",
        "\v",
        "\f",
        "\x1c",
        "\x1f",
        " ",
        "\t",
        "\u00a0",
        "\u3000",
        "\ufeff",
    ),
    *(
        "```",
        "```json\n",
        "\n```",
        "\ud83d",
        "\ude00",
        "😀",
        "👩‍👩‍👧",
        "e\u0301",
        "é",
        "日本",
        "\x00",
        "word",
        " the",
        "42",
    ),
)
SNIPPETS: Final = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=3)), max_size=24).map("".join)
often = settings(
    max_examples=400, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)


@st.composite
def answers(draw: st.DrawFn, kind: str) -> str:
    """An answer that the adapter may well accept, its values made of whatever is hard to read."""
    values = {name: draw(SNIPPETS) for name in ("answer", "mood")}
    names = draw(st.permutations(["answer", "mood", "tags"]))
    match kind:
        case "chat":
            gap = st.sampled_from(("\n", "\r\n", " ", "", "\u2028", "\n\n"))
            parts = [f"[[ ## {name} ## ]]{draw(gap)}{values.get(name, '[]')}\n" for name in names]
            return draw(st.sampled_from(("", "Sure:\n", "```\n", " "))) + "".join(parts)
        case "xml":
            safe = {name: text.replace("&", "&amp;").replace("<", "&lt;") for name, text in values.items()}
            return "\n".join(f"<{name}>{safe.get(name, '<item>a</item>')}</{name}>" for name in names)
        case _:
            ascii_only = draw(st.booleans())
            answer = json.dumps({name: values.get(name, []) for name in names}, ensure_ascii=ascii_only)
            return draw(st.sampled_from(("{}", "```json\n{}\n```", "\n {}\n"))).replace("{}", answer)


def cut(draw: Any, text: str) -> list[str]:
    """The text in chunks, cut where Hypothesis likes, often inside of what belongs together."""
    places = sorted(draw(st.sets(st.integers(0, len(text)), max_size=12))) if text else []
    return [text[start:end] for start, end in zip([0, *places], [*places, len(text)], strict=True)]


def parsed(kind: str, answer: str) -> dict[str, str] | None:
    """What DSPy's adapter makes of an answer, but for the documented limits; None when it refuses it."""
    expected, adapter = ADAPTERS[kind]
    try:
        fields = adapter.parse(SIGNATURE, answer)
    except (AdapterParseError, UnicodeEncodeError):
        return None
    return within_limits(expected, answer, {name: fields[name] for name in TEXTS})


def is_xml(answer: str) -> bool:
    try:
        ET.fromstring(f"<r>{answer}</r>")
    except (ET.ParseError, UnicodeEncodeError):
        return False
    return True


@pytest.mark.parametrize("expected", ["chat", "json", "xml"])
@given(data=st.data())
@often
def test_no_chunking_changes_what_is_read(expected: Format, data: st.DataObject) -> None:
    answer = data.draw(st.one_of(SNIPPETS, answers(expected)))
    assume(
        expected != "xml" or is_xml(answer)
    )  # what expat refuses is read up to the fault, or to the end of its chunk
    whole = read([answer], expected)
    assert read(cut(data.draw, answer), expected) == whole
    assert read(answer, expected) == whole


@pytest.mark.parametrize("kind", ADAPTERS)
@given(data=st.data())
@often
def test_what_is_read_is_what_dspy_parses(kind: str, data: st.DataObject) -> None:
    answer = data.draw(answers(kind))
    want = parsed(kind, answer)
    assume(want is not None)
    assert read_texts(cut(data.draw, answer), ADAPTERS[kind][0]) == want


def differences(kind: str, documents: int, seed: int) -> list[tuple[str, list[str]]]:
    """Read random answers, each cut in two ways; returns those whose text is not what DSPy parses, with their cuts."""
    source, expected, wrong = Fuzz(seed), ADAPTERS[kind][0], []
    read_ = 0
    while read_ < documents:
        answer: str = getattr(source, expected)()
        want = parsed(kind, answer)
        if want is None:
            continue
        read_ += 1
        wrong += [
            (answer, chunks)
            for chunks in (source.cut(answer), source.cut(answer))
            if read_texts(chunks, expected) != want
        ]
    return wrong


@pytest.mark.parametrize("kind", ADAPTERS)
def test_five_thousand_random_answers_stream_as_dspy_parses_them(kind: str) -> None:
    assert differences(kind, 5_000 // len(ADAPTERS), seed=3) == []


@pytest.mark.nightly
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("kind", ADAPTERS)
def test_a_hundred_thousand_random_answers_stream_as_dspy_parses_them(kind: str) -> None:
    assert differences(kind, 100_000 // len(ADAPTERS), seed=4) == []


ENDS: Final = (
    "[[ ## answer ## ]]",
    "[[ ## answer ## ]]\n[1] see",
    "[[ ## answer ## ]]\na\n  b",
    "[[ ## answer ## ]]\na\n[[ ## mood ## ]] glad",
    "[[ ## answer ## ]]\na\n[[ ## mood",
    "[[ ## answer ## ]]\na\n[[ ## mood ## ]",
)


@pytest.mark.parametrize("answer", ENDS)
def test_an_answer_that_breaks_off_in_its_last_line_ends_the_same_however_it_is_cut(answer: str) -> None:
    whole = read([answer], "chat")
    assert [read(pieces_of(answer, size), "chat") for size in range(1, len(answer))] == [whole] * (len(answer) - 1)
    if "answer" in whole:
        assert whole["answer"] == dspy.ChatAdapter().parse(dspy.Signature("question -> answer"), answer)["answer"]
