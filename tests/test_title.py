"""A conversation's first title: short, in words, and about what was asked."""

import time

import pytest
from dspy_chat.store import TITLE, title_of

CODE = "```py\nprint('x')\n```"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Hello", "Hello"),
        ("  a\n\tb  ", "a b"),
        (" \n ", "New conversation"),
        ("x" * TITLE, "x" * TITLE),
        ("word " * 40, "word " * 14 + "word…"),
        ("x" * 200, "x" * (TITLE - 1) + "…"),
        ("one, " * 40, "one, " * 14 + "one…"),
        # the first sentence that says something
        ("How do whales sleep? I read that they never stop.", "How do whales sleep?"),
        ("Hi! How do whales sleep? And fish?", "Hi! How do whales sleep?"),
        ("Hello there.\n\nHow do whales sleep?", "Hello there. How do whales sleep?"),
        ("Use a tool, e.g. sort, to order them. Then stop.", "Use a tool, e.g. sort, to order them."),
        ("Set the version to 3.11 in all of the files. Thanks!", "Set the version to 3.11 in all of the files."),
        ("He said “Where do whales sleep?” And I knew it.", "He said “Where do whales sleep?”"),
        (
            "鯨はどのように眠るのですか、海の中で教えてください。魚はどうですか。",
            "鯨はどのように眠るのですか、海の中で教えてください。",
        ),
        # without Markdown and code
        ("# Whales\n\nTell me all of them.", "Whales Tell me all of them."),
        ("**Sort** this `list` of _names_ ~~now~~", "Sort this list of names now"),
        ("- [ ] first\n- [x] second\n3. third", "first second third"),
        ("> quoted\n> > twice", "quoted twice"),
        ('See [the docs](https://x.test/a "A") and ![a whale](w.png)', "See the docs and a whale"),
        ("snake_case_name and 2 * 3 * 4 stay", "snake_case_name and 2 * 3 * 4 stay"),
        (f"What does this print here?\n\n{CODE}\n\nTell me.", "What does this print here?"),
        (f"Explain this program:\n{CODE}", "Explain this program"),
        (CODE, "print('x')"),
        ("```\nnever closed", "never closed"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "| a | b | | 1 | 2 |"),
        ("---\nname of it", "name of it"),
        # what is no text is a title all the same
        ("🐋🐋", "🐋🐋"),
        ("???", "???"),
        ("***", "***"),
    ],
)
def test_title_is_the_first_sentence_in_plain_words(text: str, title: str) -> None:
    assert title_of(text) == title
    assert len(title_of(text)) <= TITLE


@pytest.mark.parametrize("piece", ["*", "`", "[", "```\n", "> ", "_a", "**a", "![", "- ", "|-", "a. ", "\n \n"])
def test_title_of_a_hostile_message_is_made_at_once(piece: str) -> None:
    began = time.perf_counter()
    assert title_of(piece * (200_000 // len(piece)))
    assert time.perf_counter() - began < 0.5
