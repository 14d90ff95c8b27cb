"""The readers against the adapters of the installed DSPy: what streams is what `parse` returns, however it is cut."""

import json
import random
import re
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Final

import dspy
import pytest
from dspy.utils.exceptions import AdapterParseError
from dspy_chat.fields import FieldReader, Format, reader_for

SIGNATURE: Final = dspy.Signature("question -> answer: str, mood: str, tags: list[str]")
FIELDS: Final = {"answer": True, "mood": True, "tags": False}
TEXTS: Final = ("answer", "mood")
ADAPTERS: Final[dict[Format, Any]] = {
    "chat": dspy.ChatAdapter(),
    "json": dspy.JSONAdapter(),
    "xml": dspy.XMLAdapter(),
}
TAGS: Final[dict[Format, str]] = {
    "chat": '\n[[ ## tags ## ]]\n["a"]\n',
    "json": '"tags": ["a"]',
    "xml": "<tags>\n<item>a</item></tags>",
}

Reader = Callable[[Format, dict[str, bool]], FieldReader]


def read(chunks: Iterable[str], expected: Format, make: Reader = reader_for) -> dict[str, str]:
    reader = make(expected, FIELDS)
    pieces = [piece for chunk in chunks for piece in reader.feed(chunk)] + reader.close()
    assert all(text for _, text in pieces)
    return {name: "".join(text for field, text in pieces if field == name) for name, _ in pieces}


def read_texts(chunks: Iterable[str], expected: Format, make: Reader = reader_for) -> dict[str, str]:
    return dict.fromkeys(TEXTS, "") | {
        name: text for name, text in read(chunks, expected, make).items() if name in TEXTS
    }


def pieces_of(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def parsed(expected: Format, answer: str) -> dict[str, str]:
    fields = ADAPTERS[expected].parse(SIGNATURE, answer)
    return {name: fields[name] for name in TEXTS}


def within_limits(expected: Format, answer: str, fields: dict[str, str]) -> dict[str, str]:
    """The parsed fields, but for the two limits that the XML reader documents: what DSPy decides by later text."""
    want = dict(fields)
    for name in TEXTS if expected == "xml" else ():
        same = [child for child in ET.fromstring(f"<r>{answer}</r>") if name in (child.tag, child.get("key"))]
        first = (same[0].text or "").strip()
        if len(same[0]) and first:
            want[name] = want[name].lstrip()
        elif len(same) > 1 and not len(same[0]):
            want[name] = first
    return want


# 1. Hard cases: each is read in chunks of every size, and must come out as DSPy parses it.

CHAT_CASES: Final = {
    "plain": "[[ ## answer ## ]]\nHello there.\n\n[[ ## mood ## ]]\nglad",
    "completed": "[[ ## answer ## ]]\nHello\n[[ ## mood ## ]]\nglad\n\n[[ ## completed ## ]]\nmore",
    "preamble": "Sure, here you are:\n  \n[[ ## answer ## ]]\nHello\n[[ ## mood ## ]]\nglad",
    "text on the header line": "[[ ## answer ## ]]  Hello  \n  there \n[[ ## mood ## ]]glad",
    "blanks on the header line": "[[ ## answer ## ]] \t \n\n  Hello\n[[ ## mood ## ]]\x1f\nglad\x1f ",
    "indented headers": "  [[ ## answer ## ]] Hello\n\t[[ ## mood ## ]]\nglad",
    "headers indented beyond their length": f"{' ' * 40}[[ ## answer ## ]] Hello\n{' ' * 18}[[ ## mood ## ]]x",
    "header that starts another header": "[[ ## answer ## ]] [[ ## mood ## ]]\n[[ ## mood ## ]]glad",
    "header in the middle of a line": "[[ ## answer ## ]]\nsee [[ ## mood ## ]] there\n[[ ## mood ## ]]\nglad",
    "text that nearly is a header": (
        "[[ ## answer ## ]]\n[\n[[\n[[ #\n[[ ##\n[[ ## \n[[ ## mood\n[[ ## mood \n[[ ## mood ##\n[[ ## mood ## ]\n"
        "[[ ## mood## ]]\n[[ ##mood ## ]]\n[[## mood ## ]]\n[[ ##  ## ]]\n[[ ## a b ## ]]\n[[1]] [[link]]\n"
        "[[ ## mood ## ]]\nglad\n[[ ## moo"
    ),
    "unknown headers end a field": "[[ ## answer ## ]]\na\n[[ ## note_1 ## ]]\nb\n[[ ## mood ## ]]\nc\n[[ ## é² ## ]]d",
    "repeated headers": "[[ ## answer ## ]]\na\n[[ ## mood ## ]]\nb\n[[ ## answer ## ]]\nc\n[[ ## mood ## ]]\nd",
    "every line break": (
        "[[ ## answer ## ]]\r\na\rb\r\rc\r\n\r\nd\n\re\vf\fg\x1ch\x1di\x1ej\x85k\u2028l\u2029m"
        "\x85[[ ## mood ## ]]\u2028glad\r"
    ),
    "unicode blanks": "[[ ## answer ## ]]\n\u00a0\u3000a\u00a0b\u2003\n\u00a0[[ ## mood ## ]]\u00a0c\u00a0",
    "blank lines and indents stay inside": "[[ ## answer ## ]]\n\n\n  a\n\n\n    b  \n \n\n[[ ## mood ## ]]\nc",
    "empty values": "[[ ## answer ## ]]\n\n[[ ## mood ## ]]",
    "starts with a brace": "{thought}\n[[ ## answer ## ]]\na\n[[ ## mood ## ]]\nb",
    "in a code fence": "```\n[[ ## answer ## ]]\na\n[[ ## mood ## ]]\nb\n[[ ## completed ## ]]\n```",
    "emoji": "[[ ## answer ## ]]\n👩‍👩‍👧 é e\u0301\n[[ ## mood ## ]]\n😀",
    "unprintable": "[[ ## answer ## ]]\na\x00b\x1b[0m\ufeff\u200b\n[[ ## mood ## ]]\n\ud83d",
}

JSON_CASES: Final = {
    "plain": '{"answer": "Hello", "mood": "glad", %s}',
    "no blanks": '{"answer":"Hello","mood":"glad",%s}',
    "indented": '\n{\n  "answer": "Hello",\r\n\t"mood" : "glad",\n  %s\n}\n',
    "untrimmed": '{"answer": "  Hello \\n ", "mood": "\\t", %s}',
    "every escape": '{"answer": "\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u2028\\\\n\\\\\\"", "mood": "\\u005C\\u0022", %s}',
    "surrogates": (
        '{"answer": "\\ud83d\\ude00 \\ud83d \\ude00\\ud83d\\ud83d\\ude00\\ud83dx\\ud83d\\n\\uD83D\\uDE00\\ud83d\\u0041'
        '", "mood": "\\ud83d", %s}'
    ),
    "markers and markup": '{"answer": "[[ ## mood ## ]] {\\"mood\\": 1} <mood>x</mood> ```", "mood": "}],{[", %s}',
    "raw line separators": '{"answer": "a\u2028[[ ## mood ## ]]\u2029b\x85\x7f", "mood": "\u00a0", %s}',
    "numbers": '{"answer": 42, "mood": -1.50e+3, %s}',
    "big and odd numbers": '{"answer": 123456789012345678901234567890, "mood": NaN, %s}',
    "bool and null": '{"answer": true, "mood": null, %s}',
    "nested": '{"answer": {"a": [1, {"b": "}]\\"\\\\"}], "mood": null}, "mood": [ "x" , {} ], %s}',
    "nested before the fields": '{"x": {"answer": 1, "y": "\\"}"}, "answer": "a", "z": [{"mood": 1}], "mood": "", %s}',
    "escaped key": '{"\\u0061nswer": "a", "mo\\u006fd": "b", "\\"": "c", "\\\\": "d", %s}',
    "empty strings": '{"answer": "", "mood": "", %s}',
    "typed first": '{%s, "answer": "a", "mood": "b"}',
    "code fence": '```json\n{"answer": "a\\ud83d\\ude00\\/", "mood": "b\\f", %s}\n```',
    "plain fence": '  ```\n{"answer": "```\\n", "mood": "b", %s}```',
    "text around": 'Here is the JSON:\n\n{"answer": "say \\"hi\\", or", "mood": "b:", %s}\n\nHope that helps!',
    "brace before": '{this} is it {"answer": "a", "mood": "b", %s}',
    "empty object before": '{} {"answer": "a", "mood": "b", %s}',
    "in an array": '[{"answer": "a", "mood": "b", %s}]',
    "missing end": '{"answer": "a", "mood": 42, %s',
}

XML_CASES: Final = {
    "plain": "<answer>\nHello there.\n</answer>\n\n<mood>glad</mood>",
    "text around": "Sure:\n<answer>a</answer> and <mood>b</mood> done",
    "entities": "<answer>&lt;b&gt; &amp;amp; &quot;&apos; &#39;&#x1F600;&#10;&#32;</answer><mood>&#160;a&#13;</mood>",
    "cdata": "<answer><![CDATA[<b>&amp; ]] ]>]]]><![CDATA[> ]]></answer><mood> <![CDATA[ x ]]> y</mood>",
    "comments and instructions": "<!-- <answer>no</answer> --><answer>a<!-- > - -->b<?x <y>?>c</answer><mood>d</mood>",
    "line breaks": "<answer>a\r\nb\rc\r\r\nd\n\re\u2028f\x85g</answer>\r\n<mood>\r\nglad\r\n</mood>",
    "attributes": "<answer a='>' b=\"/answer>\">a</answer><mood\n x = '&quot;'\n>b</mood\n>",
    "children": "<answer>a <b>c &amp; d</b> e &gt;&lt; > <i x='&lt;\"'/>\n</answer><mood><p>a</p>\n<p>b</p> </mood>",
    "child first": "<answer>\n <b>c</b> d </answer><mood><mood>x</mood> y</mood>",
    "child with blanks only": "<answer> <br></br> </answer><mood> <![CDATA[]]> </mood>",
    "same tag inside": "<answer>a<answer>b<answer/></answer>c</answer><mood>d</mood>",
    "entries": "<entry key='answer'>a</entry><entry>no</entry><entry key='&#109;ood'>b</entry>",
    "namespaces": "<answer xmlns='u'>no</answer><answer>a<s xmlns='v' a='1'><t/></s></answer><x:y xmlns:x='w'/><mood/>",
    "fields inside other elements": "<think><answer>no</answer></think><answer>a</answer><mood>b</mood>",
    "empty": "<answer/><mood> \n </mood>",
    "repeated after children": "<answer>a<b/></answer><answer>c</answer><mood>b</mood>",
    "brackets": "<answer>a[0] ]] [[ ## mood ## ]]\n]</answer><mood>[[ ## answer ## ]]</mood>",
    "starts with other signs": "```xml\n<answer>{a}</answer>\n<mood>`b`</mood>\n```",
    "starts with a brace": '{"answer" <answer>a</answer><mood>b</mood>',
    "unicode blanks": "<answer>\u00a0a\u00a0b\u3000</answer><mood>\x85c\u2029</mood>",
    "emoji": "<answer>👩‍👩‍👧 é</answer><mood>😀</mood>",
}

CASES: Final = (
    [("chat", name, answer + TAGS["chat"]) for name, answer in CHAT_CASES.items()]
    + [("json", name, answer % TAGS["json"]) for name, answer in JSON_CASES.items()]
    + [("xml", name, answer + TAGS["xml"]) for name, answer in XML_CASES.items()]
)


@pytest.mark.parametrize(("expected", "answer"), [pytest.param(f, a, id=f"{f}: {n}") for f, n, a in CASES])
def test_a_hard_case_reads_as_dspy_parses_it_in_chunks_of_every_size(expected: Format, answer: str) -> None:
    want = parsed(expected, answer)
    got = {size: read_texts(pieces_of(answer, size), expected) for size in range(1, len(answer) + 1)}
    assert got == dict.fromkeys(got, want)


# 2. Fuzz: random answers of adversarial text, cut at random.

WORDS: Final = (
    *(
        "word",
        " the",
        " quick",
        ".",
        ", ",
        ": ",
        " - ",
        "1.",
        "é",
        "😀",
        "👩‍👩‍👧",
        "e\u0301",
        "日本",
        "&nbsp",
        "`",
        "```",
        "```json\n",
    ),
    *(
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\t",
        " ",
        "  ",
        "\u00a0",
        "\u3000",
        "\v",
        "\f",
        "\x1c",
        "\x1f",
        "\x85",
        "\u2028",
        "\u2029",
    ),
    *(
        "[",
        "[[",
        "]",
        "]]",
        "]]>",
        "#",
        "##",
        " ##",
        "[[ ## ",
        " ## ]]",
        "[[ ##",
        "[[ ## mood",
        "[[ ## mood ## ]",
        "[[link]]",
    ),
    *(
        "{",
        "}",
        "[1]",
        '"',
        "'",
        "\\",
        '\\"',
        "\\n",
        "\\u",
        "\\ud83d",
        '", "mood": "',
        '"}',
        "{'a': [1]}",
        "//",
        "/*",
        "#!",
    ),
    *(
        "<",
        ">",
        "&",
        ";",
        "<b>",
        "</b>",
        "<br/>",
        "</answer>",
        "<mood>",
        "&amp;",
        "&#39;",
        "&lt",
        "<!--",
        "-->",
        "<![CDATA[",
    ),
)
HEADERS: Final = (
    "[[ ## answer ## ]]",
    "[[ ## mood ## ]]",
    "[[ ## other ## ]]",
    "[[ ## completed ## ]]",
    "[[ ## é_1 ## ]]",
)
BREAKS: Final = ("\n", "\n", "\n", "\n\n", "\r\n", "\r", "\x85", "\u2028", "\v", "\x1e")
BLANKS: Final = ("", "", "", " ", "  ", "\t", "\u00a0", " " * 20)


class Fuzz:
    """Random answers in each format. Everything comes from `seed`."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def words(self, most: int = 12) -> str:
        return "".join(self.random.choices(WORDS, k=self.random.randint(0, most)))

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def pick(self, options: tuple[str, ...]) -> str:
        return self.random.choice(options)

    def cut(self, text: str) -> list[str]:
        size = self.random.choice((1, 2, 4, 12, 60, 10_000))
        chunks = []
        while text:
            at = self.random.randint(1, size)
            chunks.append(text[:at])
            text = text[at:]
        return chunks

    def chat(self) -> str:
        sections = [*HEADERS[:2], *self.random.choices(HEADERS, k=self.random.randint(0, 3)), "[[ ## tags ## ]]"]
        self.random.shuffle(sections)
        text = self.words(4) + self.pick(BREAKS) if self.chance(0.3) else ""
        for header in sections:
            value = '["a"]' if "tags" in header else self.words()
            gap = self.pick(BREAKS) if self.chance(0.8) else self.pick(BLANKS)
            indent = "" if "tags" in header else self.pick(BLANKS)
            text += indent + header + gap + value + self.pick(BREAKS)
        return text

    def json(self) -> str:
        fields: dict[str, Any] = {"answer": self.json_value(), "mood": self.json_value(), "tags": ["a"]}
        for name in self.random.sample(["x", 'a"b', "é", "answer ", "😀\\"], self.random.randint(0, 2)):
            fields[name] = self.json_value()
        names = self.random.sample(list(fields), len(fields))
        answer = json.dumps(
            {name: fields[name] for name in names},
            ensure_ascii=self.chance(0.5),
            indent=self.random.choice((None, None, 0, 2, "\t")),
            separators=self.random.choice((None, (",", ":"), (" , ", " : "))),
        )
        if self.chance(0.3):
            answer = answer.replace("/", "\\/")
        if self.chance(0.3):
            answer = re.sub(r"(?<!\\)[owq]", lambda match: f"\\u{ord(match.group()):04x}", answer)
        return self.in_other_text(answer)

    def json_value(self) -> Any:
        if self.chance(0.85):
            return self.words() + self.random.choice(("", "", "\ud83d", "\ude00"))
        nested = {"mood": self.words(3), "l": [self.words(3), {}]}
        return self.random.choice((42, -0.5, 1e100, True, False, None, [], [1, "]"], nested))

    def in_other_text(self, answer: str) -> str:
        match self.random.randrange(5):
            case 0:
                return f"```json\n{answer}\n```"
            case 1:
                return f"{self.prose()}\n{answer}\n{self.prose()}"
            case 2:
                return f"{self.prose()}\n```\n{answer}\n```\n{self.prose()}"
            case _:
                alone = (
                    answer.count("{") + answer.count("}") == 2
                )  # DSPy seeks braces in an array blindly; see the module.
                return self.random.choice((answer, answer, f" \n{answer}\n\n", f"[{answer}]" if alone else answer))

    def prose(self) -> str:
        return self.pick(
            ("Here it is:", "Sure! The answer is 42.", "It's `this`", "Hope that helps 😀", "That's all.", "")
        )

    def xml(self) -> str:
        elements = [*("answer", "mood"), *self.random.choices(("other", "b", "think"), k=self.random.randint(0, 2))]
        self.random.shuffle(elements)
        text = "Sure: " + self.xml_text(3) if self.chance(0.5) else ""
        for name in elements:
            start = (
                f"entry key='{name}'"
                if self.chance(0.1)
                else name + self.pick(("", "", "", " ", " a='>'", '\nb="&#10;"'))
            )
            end = start.split()[0]
            text += f"<{start}>{self.xml_value()}</{end}>" + self.xml_text(2) + self.pick(("\n", "\n\n", ""))
        return text + TAGS["xml"]

    def xml_value(self) -> str:
        if self.chance(0.2):
            children = (f"{self.xml_element()}{self.xml_text(4)}" for _ in range(self.random.randint(1, 3)))
            return self.pick(("", " \n", "Text ", "x")) + "".join(children)
        return self.pick(("\n", "", " ")) + "".join(self.xml_text(6) for _ in range(3)) + self.pick(("\n", "", " "))

    def xml_element(self) -> str:
        name = self.pick(("b", "p", "answer", "mood", "entry"))
        inside = self.xml_element() if self.chance(0.2) else ""
        attributes = self.pick(("", "", " a='1'", ' key="&lt;&#10;>"', " xmlns='u'"))
        return self.pick((f"<{name}{attributes}>{inside}{self.xml_text(3)}</{name}>", f"<{name}{attributes}/>"))

    def xml_text(self, most: int) -> str:
        text = re.sub("[\v\f\x1c-\x1f]", "", self.words(most))
        match self.random.randrange(10):
            case 0:
                return f"<![CDATA[{text.replace(']]>', ']] >')}]]>"
            case 1:
                return f"<!--{text.replace('-', '~')}-->"
            case 2:
                return "".join(f"&#{ord(char)};" if self.chance(0.5) else f"&#x{ord(char):x};" for char in text)
            case 3:
                return text if self.chance(0.2) else ""
            case _:
                return text.replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "]]&gt;")


SIGNS: Final[dict[Format, tuple[str, ...]]] = {"chat": ("[[ ##",), "json": ("{", "```"), "xml": ()}


def fuzz(written: Format, expected: Format, documents: int, make: Reader = reader_for) -> Counter[str]:
    """Read random answers of the format `written` with a reader that expects `expected`, each cut in two ways.

    Counts the answers `read`, `skipped` (DSPy refuses them) and `wrong`, and those at a `limit` of the reader. Prints
    the first wrong one. An answer in an unexpected format counts only when it can be told: it starts with a sign of its
    format, and does not open a field in the other as well.
    """
    source, counts = Fuzz(seed=20_261_122), Counter[str](read=0, skipped=0, limit=0, wrong=0)
    for _ in range(documents):
        answer: str = getattr(source, written)()
        if written != expected and (not answer.lstrip().startswith(SIGNS[written]) or "<mood>" in answer):
            continue
        try:
            fields = parsed(written, answer)
        except (AdapterParseError, UnicodeEncodeError):
            counts["skipped"] += 1
            continue
        want = within_limits(written, answer, fields)
        counts["read"] += 1
        counts["limit"] += want != fields
        wrong = [
            got
            for chunks in (source.cut(answer), source.cut(answer))
            if (got := read_texts(chunks, expected, make)) != want
        ]
        if wrong and not counts["wrong"]:
            print(f"{answer=}\n{wrong=}\n{want=}")
        counts["wrong"] += bool(wrong)
    print(f"{written} read as {expected}: {dict(counts)}")
    return counts


@pytest.mark.parametrize("written", ADAPTERS)
def test_random_answers_read_as_dspy_parses_them(written: Format) -> None:
    counts = fuzz(written, written, documents=5_000)
    assert counts["wrong"] == 0
    assert counts["skipped"] < counts["read"]
    assert counts["limit"] < counts["read"] / 100


@pytest.mark.parametrize(
    ("written", "expected"), [("json", "chat"), ("json", "xml"), ("chat", "json"), ("chat", "xml")]
)
def test_random_answers_in_an_unexpected_format_are_recognised(written: Format, expected: Format) -> None:
    counts = fuzz(written, expected, documents=2_000)
    assert counts["wrong"] == 0
    assert counts["read"] > 300


class NaiveReader:
    """What one writes first: right when markers come whole, and blind to everything that spans two chunks."""

    def __init__(self, expected: Format, fields: dict[str, bool]) -> None:
        self.expected, self.fields, self.name = expected, fields, ""

    def feed(self, text: str) -> list[tuple[str, str]]:
        marker = {"chat": r"\[\[ ## (\w+) ## \]\]", "json": r'"(\w+)": ', "xml": r"</?(\w+)>"}[self.expected]
        pieces = []
        for at, part in enumerate(re.split(marker, text)):
            if at % 2:
                self.name = part
            elif self.name in self.fields and part:
                pieces.append((self.name, part))
        return pieces

    def close(self) -> list[tuple[str, str]]:
        return []


@pytest.mark.parametrize("written", ADAPTERS)
def test_the_fuzz_catches_a_naive_reader(written: Format) -> None:
    counts = fuzz(written, written, documents=200, make=NaiveReader)
    assert counts["wrong"] > counts["read"] / 2


FAULTS: Final[list[tuple[Format, str, Callable[[str], str]]]] = [
    ("chat", "reads a line break in two halves as two", lambda text: text.replace("\r\n", "\n\n")),
    ("chat", "knows only the common line breaks", lambda text: text.replace("\u2028", "-")),
    ("json", "forgets one escape", lambda text: text.replace("\\t", "t")),
    ("json", "trims", lambda text: re.sub(r'": "( |\\t)+', '": "', text)),
    ("xml", "keeps raw line breaks", lambda text: text.replace("\r\n", "\n\n")),
    ("xml", "reads CDATA as text", lambda text: re.sub(r"<!\[CDATA\[(.*?)\]\]>", r"\1", text)),
]


@pytest.mark.parametrize(("written", "fault"), [pytest.param(f, fault, id=f"{f} {n}") for f, n, fault in FAULTS])
def test_the_fuzz_catches_a_reader_with_one_fault(written: Format, fault: Callable[[str], str]) -> None:
    class Faulty:
        def __init__(self, expected: Format, fields: dict[str, bool]) -> None:
            self.reader = reader_for(expected, fields)

        def feed(self, text: str) -> list[tuple[str, str]]:
            return self.reader.feed(fault(text))

        def close(self) -> list[tuple[str, str]]:
            return self.reader.close()

    assert fuzz(written, written, documents=500, make=Faulty)["wrong"] > 0


# 3. What is asked for is not always what comes.

SNIFFED: Final[list[tuple[Format, str, dict[str, str]]]] = [
    ("chat", '\n {"answer": "a", "mood": "b"}', {"answer": "a", "mood": "b"}),
    ("chat", '```json\n{"answer": "a"}\n```', {"answer": "a"}),
    ("chat", '```\n[[ ## answer ## ]]\n{"mood": "no"}', {"answer": '{"mood": "no"}'}),
    ("chat", "```\nno format\n```", {}),
    ("chat", '{"note": 1}\n[[ ## answer ## ]]\na', {"answer": "a"}),
    ("chat", 'The JSON: {"answer": "a"}', {}),
    ("chat", "<answer>a</answer>", {}),
    ("xml", '{"answer": "a", "mood": 4', {"answer": "a", "mood": "4"}),
    ("xml", "`x` <answer>a</answer>", {"answer": "a"}),
    ("xml", "{x} ``` <answer>a</answer>", {"answer": "a"}),
    ("xml", "[[ ## answer ## ]]\n<mood>x</mood>", {"answer": "<mood>x</mood>"}),
    ("json", "[[ ## answer ## ]]\na", {"answer": "a"}),
    ("json", ' [[1, 2], {"answer": "a"}]', {"answer": "a"}),
    ("json", '[[ ## {"answer": "a"}', {"answer": "a"}),
    ("json", "[[", {}),
    ("chat", " \n", {}),
    ("xml", "", {}),
]


@pytest.mark.parametrize(("expected", "answer", "want"), SNIFFED)
def test_the_format_of_an_answer_is_told_from_its_first_characters(
    expected: Format, answer: str, want: dict[str, str]
) -> None:
    for size in range(1, len(answer) + 2):
        assert read(["", *pieces_of(answer, size), ""], expected) == want


# 4. Typed fields, delay, cost, and the limits that the modules document.

TYPED: Final[list[tuple[Format, str, str]]] = [
    ("chat", '[[ ## tags ## ]] \n[\n  "a",\n "b\\n"]\n\n[[ ## completed ## ]]', '[\n  "a",\n "b\\n"]'),
    ("json", '{"x": 1, "tags" : [ "a", {"b": "]\\"}"} ] \n}', '[ "a", {"b": "]\\"}"} ]'),
    ("json", '{"tags": "a \\u00e9 " , "x": 1}', '"a \\u00e9 "'),
    ("json", '{"tags": 1.50}', "1.50"),
    ("json", '{"tags": [1, [2', "[1, [2"),
    ("xml", "<tags> <item>a &amp; b</item> <item/> </tags>", " <item>a &amp; b</item> <item /> "),
    ("xml", '<tags>\n["a &lt; b"]\n</tags>', '["a < b"]'),
]


@pytest.mark.parametrize(("expected", "answer", "want"), TYPED)
def test_a_typed_field_streams_as_it_is_written(expected: Format, answer: str, want: str) -> None:
    for size in range(1, len(answer) + 1):
        assert read(pieces_of(answer, size), expected) == {"tags": want}


OPENED: Final[dict[Format, str]] = {"chat": "[[ ## answer ## ]]\nSo", "json": '{"answer": "So', "xml": "<answer>\nSo"}


@pytest.mark.parametrize("expected", OPENED)
def test_prose_comes_out_as_it_goes_in(expected: Format) -> None:
    reader = reader_for(expected, FIELDS)
    assert reader.feed(OPENED[expected]) == [("answer", "So")]
    for chunk in (",", " the", " 4] é😀", ".", " [[1]]", " ## ]]", " a>b", "\tx", "\u00a0y", " {z}"):
        assert reader.feed("") == []
        assert reader.feed(chunk) == [("answer", chunk)]


def test_only_what_may_still_change_is_held_back() -> None:
    chat = reader_for("chat", FIELDS)
    feeds = ["[[ ## answer ## ]] a", " \n", " ", "[[", " ##", " b-", "\n[[ ## x", " ", "y", "\n\n[[ ## mood ## ]]", "c"]
    assert [dict(chat.feed(text)).get("answer") for text in feeds] == (
        ["a", None, None, None, None, "\n [[ ## b-", None, None, "\n[[ ## x y", None, None]
    )
    xml = reader_for("xml", FIELDS)
    feeds = ["<answer> a", "&am", "p;b", " ", "&lt;", "<i>", "c", "</i>", "d", "</ans", "wer>", "<mo", "od>e"]
    assert [dict(xml.feed(text)).get("answer") for text in feeds] == (
        ["a", None, "&b", None, " <", None, None, "<i>c</i>", "d", None, None, None, None]
    )


@pytest.mark.parametrize("large", ["<!--{}-->", "<?x {}?>", "<i a='{}'/>"])
@pytest.mark.parametrize("inside", ["x", "x>"])
def test_a_large_piece_of_markup_costs_no_text(large: str, inside: str) -> None:
    answer = f"<answer>{large.format(inside * 2_000)}b</answer>\n<mood>c</mood>{TAGS['xml']}"
    assert all(read_texts(pieces_of(answer, size), "xml") == parsed("xml", answer) for size in (1, 5, 300, 9_999))
    reader = reader_for("xml", FIELDS)
    before = [piece for char in f"<answer>{large.format('x' * 2_000)}" for piece in reader.feed(char)]
    assert (before != []) == ("<i" in large)
    assert reader.feed("b") == [("answer", "b")]


HARD_TO_KEEP: Final[list[tuple[Format, str, str]]] = [
    ("chat", OPENED["chat"], "word "),
    ("chat", OPENED["chat"], "\n"),
    ("chat", OPENED["chat"], "\n[[ ## a"),
    ("chat", OPENED["chat"] + "\n[[ ## ", "a"),
    ("chat", "", " "),
    ("chat", "```", "{"),
    ("json", OPENED["json"], "word "),
    ("json", OPENED["json"], '\\"\\ud83d'),
    ("json", '{"answer": ', '["\\"'),
    ("json", "", '{"'),
    ("xml", OPENED["xml"], "word "),
    ("xml", OPENED["xml"], "&amp;<b/>"),
    ("xml", OPENED["xml"] + "<!--", "x>"),
    ("xml", OPENED["xml"] + "<i a='", "x"),
    ("xml", OPENED["xml"] + "<![CDATA[", "]"),
]


def seconds(expected: Format, answer: str) -> float:
    reader = reader_for(expected, FIELDS)
    start = time.process_time()
    for char in answer:
        reader.feed(char)
    reader.close()
    return time.process_time() - start


@pytest.mark.parametrize(("expected", "start", "part"), HARD_TO_KEEP)
def test_the_cost_of_an_answer_grows_with_its_length_only(expected: Format, start: str, part: str) -> None:
    short, long = (min(seconds(expected, (start + part * size)[:size]) for _ in range(3)) for size in (15_000, 120_000))
    assert long < 8 * 3 * short


LIMITS: Final[list[tuple[Format, str, str, str]]] = [
    ("json", '{"answer": "a", "answer": "b", "mood": "", "tags": []}', "a", "b"),
    ("json", '{"answer": "a", "mood": "", "tags": []} {"answer": "b", "mood": "", "tags": []}', "a", "b"),
    ("xml", "<answer>\na <b>c</b></answer><mood/><tags/>", "a <b>c</b>", "\na <b>c</b>"),
    ("xml", "<answer>a</answer><answer>b</answer><mood/><tags/>", "a", "['a', 'b']"),
]


@pytest.mark.parametrize(("expected", "answer", "streamed", "final"), LIMITS)
def test_where_later_text_changes_earlier_text_the_first_reading_stays(
    expected: Format, answer: str, streamed: str, final: str
) -> None:
    assert parsed(expected, answer)["answer"] == final
    assert read([answer], expected)["answer"] == read(answer, expected)["answer"] == streamed


BROKEN: Final = ("<answer>a</mood>b", "<answer>a\x00<", "<answer>a\ud83d<b>", "<b>" * 5_000 + "</b>" * 5_000)


@pytest.mark.parametrize("answer", [f"<answer>{text}" for text in BROKEN] + ['{"answer": "\\uzzzz\\x", "mood": [[}'])
@pytest.mark.parametrize("expected", ADAPTERS)
def test_no_answer_makes_a_reader_raise(expected: Format, answer: str) -> None:
    assert read(answer, expected).keys() <= FIELDS.keys()
