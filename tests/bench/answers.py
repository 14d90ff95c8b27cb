"""What the model answers: a prompt in, the pieces of text out. Pure; knows nothing of HTTP or time.

The last user message of the prompt may hold
    [bench id=a n=200 rate=50 first=0.1 fail=drop@40 times=1]   numbered tokens, their pace and a failure (see `Order`)
    [frame: text]         what `fail=frame@K` sends in mid-stream (brackets inside must be balanced, here and below)
    [say: text]           the main field is exactly that text
    [say reasoning: text] the same for another field
    [raw: text]           the whole completion is exactly that text, without any format around it
In all of them the model writes the secrets of `refusals.essay_of` in the place of `$ESSAY`.
The format around the fields is the one that DSPy's adapter asks for in the prompt's last paragraph: chat, JSON or XML.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

TOKEN_CHARS = 5
_TAG = re.compile(r"\[bench ([^\]]*)\]")
_WORD = re.compile(r"\S+\s*|\s+")
_TYPE = r"(?: \(must be (?:formatted as a valid Python )?(.*?)\)(?=, then |, and then |\.))?"
_EXAMPLES = {
    "float": "0.5",
    "int": "7",
    "bool": "true",
    "list": "[]",
    "dict": "{}",
    "a JSON object like {": '{"tool_calls": []}',
}


@dataclass(frozen=True)
class Order:
    """What a prompt's `[bench ...]` tag asks for.

    `n` tokens of `size` characters, `rate` of them a second (0: as fast as they are taken), the first after `first`
    seconds. `fail` holds for the first `times` requests of this `id`. It is "", "drop" (connection closed without a word),
    a refusal such as "429" or "400:context" (see refusals.py), or what happens after K tokens:
        drop@K      the connection is closed
        stall@K     nothing more comes
        end@K       the body ends there, with no reason to finish
        frame@K     the event that the prompt's `[frame: ...]` tag holds comes in between, and then the rest
        endless@K   the last of them comes again and again
    """

    id: str = ""
    n: int = 20
    rate: float = 0.0
    first: float = 0.0
    fail: str = ""
    times: int = 1_000_000_000
    size: int = TOKEN_CHARS

    @property
    def cut(self) -> int | None:
        """Number of tokens after which the answer breaks off; None when it does not."""
        return int(self.fail.partition("@")[2]) if "@" in self.fail else None


@dataclass(frozen=True)
class Answer:
    """The pieces of a completion: the format before the main field, its tokens, the format after it."""

    lead: tuple[str, ...]
    tokens: tuple[str, ...]
    tail: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(self.lead + self.tokens + self.tail)


@dataclass(frozen=True)
class _Layout:
    """One answer format. `asked` finds (name, type) of each field; "{}" in `opening` and `closing` is its name."""

    asked: re.Pattern[str]
    opening: tuple[str, ...]
    closing: tuple[str, ...]
    begin: str = ""
    between: str = ""
    end: tuple[str, ...] = ()
    quote: str = ""
    escape: Callable[[str], str] = str


_CHAT = _Layout(
    asked=re.compile(r"`\[\[ ## (?!completed ##)(\w+) ## \]\]`" + _TYPE),
    opening=("[[", " ##", " {}", " ##", " ]]", "\n"),
    closing=("\n\n",),
    end=("[[", " ##", " completed", " ##", " ]]"),
)
_JSON = _Layout(
    asked=re.compile(r"`(\w+)`" + _TYPE),
    opening=('"{}', '": '),
    closing=(),
    begin="{",
    between=", ",
    end=("}",),
    quote='"',
    escape=lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
)
_XML = _Layout(
    asked=re.compile(r"`<(\w+)>`()"),
    opening=("<", "{}", ">", "\n"),
    closing=("\n", "</", "{}", ">", "\n"),
    escape=lambda text: text.replace("&", "&amp;").replace("<", "&lt;"),
)


@lru_cache(maxsize=64)
def numbered(n: int, size: int = TOKEN_CHARS) -> tuple[str, ...]:
    """The n tokens that a `[bench n=...]` tag asks for, each of `size` characters."""
    return tuple(f"{i:04d}".ljust(size - 1, ".") + " " for i in range(n))


def frame_of(message: str) -> str:
    """What the prompt's `[frame: ...]` tag holds; empty without one."""
    return _bracketed(message, "[frame: ") or ""


def order_of(message: str) -> Order:
    """The order in a user message. Raises ValueError for a tag that makes no sense."""
    tags = _TAG.findall(message)
    given = dict(part.split("=", 1) for part in tags[-1].split()) if tags else {}
    readers: dict[str, Callable[[str], str | int | float]] = {
        "id": str, "n": int, "rate": float, "first": float, "fail": str, "times": int, "size": int,
    }  # fmt: skip
    if unknown := given.keys() - readers.keys():
        raise ValueError(f"unknown in a bench tag: {sorted(unknown)!r}; known are {sorted(readers)!r}")
    return Order(**{name: readers[name](value) for name, value in given.items()})  # type: ignore[arg-type]


def compose(message: str, order: Order) -> Answer:
    """The completion for a prompt whose last user message is `message`."""
    raw = _bracketed(message, "[raw: ")
    if raw is not None:
        return Answer((), _pieces(raw), ())
    said = _bracketed(message, "[say: ")
    tokens = numbered(order.n, order.size) if said is None else _pieces(said)
    asked = message.rpartition("Respond with")[2]
    layout = _layout(asked)
    fields = layout.asked.findall(asked) if layout else []
    return _format(message, layout, fields, tokens) if layout and fields else Answer((), tokens, ())


def _layout(asked: str) -> _Layout | None:
    if asked.startswith(" a JSON object"):
        return _JSON
    if " in XML tags " in asked:
        return _XML
    return _CHAT if "[[ ## " in asked else None


def _format(message: str, layout: _Layout, fields: list[tuple[str, str]], tokens: tuple[str, ...]) -> Answer:
    texts = [i for i, (_, kind) in enumerate(fields) if not kind]
    main = texts[-1] if texts else len(fields) - 1
    lead, tail = [layout.begin] if layout.begin else [], list[str]()
    side = lead
    for i, (name, kind) in enumerate(fields):
        if i and layout.between:
            side.append(layout.between)
        side += [piece.replace("{}", name) for piece in layout.opening]
        is_text = not kind or kind.startswith("Literal")
        quote = [layout.quote] if layout.quote and is_text else []
        side += quote
        if i == main:
            side = tail
        else:
            value = _other_value(message, name, kind)
            side += map(layout.escape, value) if is_text else value
        side += quote + [piece.replace("{}", name) for piece in layout.closing]
    return Answer(tuple(lead), tuple(map(layout.escape, tokens)), (*tail, *layout.end))


def _other_value(message: str, name: str, kind: str) -> tuple[str, ...]:
    said = _bracketed(message, f"[say {name}: ")
    if said is not None:
        return _pieces(said)
    if choices := re.match(r"Literal\[['\"]?([^'\",\]]*)", kind):
        return (choices[1],)
    return (_EXAMPLES.get(kind.partition("[")[0], "text"),) if kind else ("think ",) * 20


def _bracketed(text: str, opening: str) -> str | None:
    """What stands between `opening`, which begins with a bracket, and the bracket that closes it."""
    start = text.rfind(opening)
    depth = 1
    for i in range(start + len(opening), len(text)) if start >= 0 else ():
        depth += {"[": 1, "]": -1}.get(text[i], 0)
        if not depth:
            return text[start + len(opening) : i]
    return None


def _pieces(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text))
