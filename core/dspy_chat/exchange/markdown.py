"""A conversation as a Markdown document, for people.

Nothing that a person, a model or a plugin wrote is read as Markdown: longer texts stand in fences that are longer than any
run of backticks in them, and short ones have all their punctuation escaped. So a text can neither end its place, nor make
headings, links or HTML, nor load an image (https://spec.commonmark.org/0.31.2/#fenced-code-blocks, #backslash-escapes).
"""

import json
import re
from collections.abc import AsyncIterator, Iterable
from datetime import datetime, timezone
from typing import Any, Final

from dspy_chat.events import FieldRef, StartEvent, Usage
from dspy_chat.store import Copies, Copy, MessageRow, RunRow
from dspy_chat.uploads import told

_STRUCTURE: Final = re.compile(r"([\\`*_{}\[\]<>#&!~|$^=:@+]|(?<=[wW])\.)")
"""What can mean something inside a line, in CommonMark and its common extensions."""


async def document(copies: Copies, copy: Copy) -> AsyncIterator[str]:
    """The branch of a conversation that is shown, in pieces: who said what, when, with every field."""
    keys = await copies.branch(copy)
    yield _heading(copy, len(keys))
    async for turned in copies.chosen(copy, keys):
        yield _question(turned.message) if turned.run is None else _answer(turned.message, turned.run)


def inline(text: str) -> str:
    """Text within a line, behind words of ours, as it is."""
    return _STRUCTURE.sub(r"\\\1", " ".join(text.split()))


def fenced(text: str, kind: str = "text") -> str:
    """Text of any length, as it is, but that each of its lines ends as ours do."""
    text = re.sub(r"\r\n?", "\n", text)
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{kind}\n{text}\n{fence}\n"


def _heading(copy: Copy, shown: int) -> str:
    head = copy.head
    lines = [
        f"# {inline(head.title)}\n",
        f"- Begun: {_time(head.created_at)}",
        f"- Last changed: {_time(head.updated_at)}",
        f"- Conversation: `{head.id}`",
    ]
    if copy.count > shown:
        lines.append(f"- {copy.count - shown} messages on other branches are not shown here")
    return "\n".join(lines) + "\n"


def _question(message: MessageRow) -> str:
    inputs = json.loads(message.fields)
    more = f"\nInputs:\n\n{fenced(_pretty(inputs), 'json')}" if inputs else ""
    return f"\n## You, {_time(message.created_at)}\n\n{fenced(message.text, 'markdown')}{more}"


def _answer(message: MessageRow, run: RunRow) -> str:
    start = StartEvent.model_validate_json(run.start)
    by = f"{inline(start.program.title)}, {_time(run.started_at)}"
    said = "".join(_field(title, value) for title, value in _fields(start.fields, json.loads(message.fields)))
    return f"\n## {by}\n\n{_made(start, run)}\n{said}{_ended(run)}"


def _made(start: StartEvent, run: RunRow) -> str:
    """One line on how an answer came about."""
    program = start.program
    parts = [
        f"By {inline(program.id)} {inline(program.version)} on {inline(start.model.title)}",
        f"{run.ms / 1000:.1f} s",
    ]
    if run.usage is not None:
        usage = Usage.model_validate_json(run.usage)
        parts.append(f"{usage.total} tokens" + (f", ${usage.cost:.6f}" if usage.cost is not None else ""))
    return ", ".join(parts)


def _fields(refs: Iterable[FieldRef], values: dict[str, Any]) -> list[tuple[str | None, Any]]:
    """The fields with their titles in the program's order, then others; the only one needs no title."""
    known = {ref.name: ref.title for ref in refs}
    names = [name for name in known if name in values] + [name for name in values if name not in known]
    alone = len(names) == 1
    return [(None if alone else known.get(name, name), values[name]) for name in names]


def _field(title: str | None, value: Any) -> str:
    body = fenced(value, "markdown") if isinstance(value, str) else fenced(_pretty(value), "json")
    return f"\n### {inline(title)}\n\n{body}" if title is not None else f"\n{body}"


def _ended(run: RunRow) -> str:
    if run.status == "completed":
        return ""
    error = json.loads(run.error) if run.error else None
    return f"\n{run.status.capitalize()}" + (f": {inline(error['message'])}\n" if error else ".\n")


def _pretty(value: Any) -> str:
    return json.dumps(_readable(value), ensure_ascii=False, indent=2)


def _readable(value: Any) -> Any:
    """The value with a few words in the place of each file."""
    match value:
        case str():
            return told(value)
        case list():
            return [_readable(item) for item in value]
        case dict():
            return {name: _readable(item) for name, item in value.items()}
        case _:
            return value


def _time(ms: int) -> str:
    """UTC to the second, of any number that a file may hold."""
    if ms >= 253_402_300_800_000:  # the year 10000
        return f"{ms} ms"
    return f"{datetime.fromtimestamp(ms / 1000, timezone.utc):%Y-%m-%d %H:%M:%S} UTC"
