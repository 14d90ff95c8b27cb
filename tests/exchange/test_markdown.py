"""No text of a conversation can leave its place in the Markdown of it: held against a CommonMark parser."""

import asyncio
import re
from contextlib import AsyncExitStack
from pathlib import Path

from dspy_chat.api.runs import ModelCallOut, TraceMessageOut
from dspy_chat.exchange.lines import TracedCall, TracedMessage
from dspy_chat.exchange.markdown import fenced, inline
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.exchange.stored import Spoken, place, talk

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
HOSTILE = [
    "```\nout of the fence\n```",
    "`````\n```\n~~~\n",
    "````",
    "# heading",
    "<script>alert(1)</script>",
    "<!-- no end",
    "</div></body>",
    "<details open ontoggle=alert(1)>",
    "![x](http://evil.example/leak)",
    "[x](javascript:alert(1))",
    "[ref]: http://evil.example\n\n[ref]",
    "http://evil.example www.evil.example <http://evil.example>",
    "| a | b |\n|---|---|\n| c | d |",
    "setext\n=====\n\n---\n",
    "- [ ] task\n1. one\n> quote\n",
    "\\",
    "trailing backslash \\",
    "&lt;b&gt; &#60;b&#62; &amp;",
    "*a* _b_ ~~c~~ **d** `e` $x$ ^f^ ==g== :smile:",
    "line one\rline two\r\nline three\u2028four\u0085five\x0bsix\x0cseven",
    "\tindented code\n    too",
    "# closing #",
    "",
    " ",
    "\n\n```",
]
_TEXT = st.text(
    st.sampled_from("`~#<>[]()!*_\\|-=+&:.w\n\r\t ab1\u2028") | st.characters(exclude_categories=["Cs"]), max_size=60
)
_LINES = re.compile(r"\r\n?|\n")


def _normal(text: str) -> str:
    """Text as CommonMark hands it on: other line ends, and NUL as it must not be."""
    return _LINES.sub("\n", text).replace("\0", "\N{REPLACEMENT CHARACTER}")


def _with(examples: list[str]) -> object:
    """Every hostile text as an example of its own."""

    def add(test: object) -> object:
        for text in examples:
            test = example(text)(test)  # type: ignore[type-var]
        return test

    return add


@_with(HOSTILE)  # type: ignore[operator]
@given(_TEXT)
def test_long_text_stays_in_its_fence(text: str) -> None:
    tokens = PARSER.parse(f"before\n\n{fenced(text)}\nbehind\n")
    kinds = [token.type for token in tokens]
    paragraph = ["paragraph_open", "inline", "paragraph_close"]
    assert kinds == [*paragraph, "fence", *paragraph]
    assert tokens[3].content == _normal(text) + "\n"
    assert tokens[3].info == "text"


@_with(HOSTILE)  # type: ignore[operator]
@given(_TEXT)
def test_short_text_is_nothing_but_text(text: str) -> None:
    for prefix, kind in (("# a ", "heading_open"), ("Begun ", "paragraph_open"), ("- Item ", "bullet_list_open")):
        tokens = PARSER.parse(f"{prefix}{inline(text)}\n")
        assert tokens[0].type == kind
        (body,) = [token for token in tokens if token.type == "inline"]
        children = body.children or []
        assert {child.type for child in children} <= {"text", "text_special"}
        shown = "".join(child.content for child in children)
        start = prefix.removeprefix("# ").removeprefix("- ")
        assert shown.strip() == (start + " ".join(text.split()).replace("\0", "\N{REPLACEMENT CHARACTER}")).strip()


def test_document_of_any_texts_has_its_own_structure_alone(tmp_path: Path) -> None:
    loop = asyncio.new_event_loop()
    stack = AsyncExitStack()
    here = loop.run_until_complete(stack.enter_async_context(place(tmp_path)))

    async def check(question: str, answer: str, thought: str, name: str) -> None:
        fields = {"thought": thought, "answer": answer, name: [answer]}
        turn = Spoken(text=question, inputs={name: thought}, fields=fields)
        document = await here.markdown(await talk(here, [turn, Spoken(status="failed", pieces=[("answer", answer)])]))
        tokens = PARSER.parse(document)
        headings = [token.tag for token in tokens if token.type == "heading_open"]
        assert headings == ["h1", "h2", "h2", *["h3"] * len(fields), "h2", "h2"]
        assert {token.type for token in tokens} <= {
            *("heading_open", "inline", "heading_close", "paragraph_open", "paragraph_close", "fence"),
            *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
        }
        fences = [token.content for token in tokens if token.type == "fence"]
        assert fences[0] == _normal(question) + "\n"
        assert _normal(answer) + "\n" in fences
        assert _normal(thought) + "\n" in fences
        spans = {child.type for token in tokens for child in token.children or []}
        assert spans <= {"text", "text_special", "softbreak", "code_inline"}, "the conversation's id is the one code"

    clean = _TEXT.map(lambda text: text.replace("\0", ""))

    @given(clean.filter(str.strip), clean, clean, clean.filter(lambda name: name not in ("answer", "thought")))
    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
    def holds(question: str, answer: str, thought: str, name: str) -> None:
        loop.run_until_complete(check(question, answer, thought, name))

    try:
        for one, other in zip(HOSTILE[:22], HOSTILE[3:22] + HOSTILE[:3], strict=True):
            loop.run_until_complete(check(one, other, one + other, other + "x"))
        holds()
    finally:
        loop.run_until_complete(stack.aclose())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


async def test_document_tells_who_said_what_when_and_leaves_other_branches_out(tmp_path: Path) -> None:
    async with place(tmp_path) as here:
        turns = [
            Spoken(text="One?", inputs={"k": 1}),
            Spoken(text="Beside?", follows=None, fields={"answer": "B", "thought": "Hm."}),
            Spoken(text="Two?", follows=0, status="failed", pieces=[("answer", "Half")]),
        ]
        conversation = await talk(here, turns)
        assert await here.markdown(conversation) == (Path(__file__).parent / "turns.md").read_text("utf-8").replace(
            "$ID", conversation
        )


def test_shape_of_a_trace_is_that_of_the_api() -> None:
    assert TracedCall.model_fields.keys() == ModelCallOut.model_fields.keys()
    assert TracedMessage.model_fields.keys() == TraceMessageOut.model_fields.keys()
