"""The adapters of the matrix, and what a model writes for each: the same fields, in another format."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import dspy
from dspy.adapters.baml_adapter import BAMLAdapter
from dspy.adapters.utils import parse_value

from tests.matrix.model import Answer

EXTRACTION: Final = "extract the fields from the text verbatim"
"""Stands in the prompt of a two-step adapter's second call, and in no other."""


class Loud(dspy.ChatAdapter):  # type: ignore[misc]
    """Somebody's own adapter, made from DSPy's."""

    def format_task_description(self, signature: Any) -> str:
        return f"ATTENTION! {super().format_task_description(signature)}"


class Lines(dspy.Adapter):  # type: ignore[misc]
    """Somebody's own adapter, with a format that is known nowhere else: `name = JSON` in each line."""

    def format(self, signature: Any, demos: Any, inputs: Any) -> Any:
        return [{"role": "user", "content": self.format_user_message_content(signature, inputs)}]

    def format_user_message_content(self, signature: Any, inputs: Any, *_: Any, **__: Any) -> str:
        given = "\n".join(f"{name}: {value}" for name, value in inputs.items())
        return f"Give {', '.join(signature.output_fields)}.\n{given}"

    def parse(self, signature: Any, completion: str) -> dict[str, Any]:
        pairs = dict(line.split(" = ", 1) for line in completion.split("\n"))
        return {
            name: parse_value(json.loads(pairs[name]), info.annotation)
            for name, info in signature.output_fields.items()
        }


def chat(fields: Mapping[str, Any]) -> str:
    parts = [f"[[ ## {name} ## ]]\n{_text(value)}" for name, value in fields.items()]
    return "\n\n".join([*parts, "[[ ## completed ## ]]"])


def as_json(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False)


def xml(fields: Mapping[str, Any]) -> str:
    return "\n\n".join(_element(name, value) for name, value in fields.items())


def lines(fields: Mapping[str, Any]) -> str:
    return "\n".join(f"{name} = {json.dumps(value)}" for name, value in fields.items())


def prose(fields: Mapping[str, Any]) -> str:
    """What a model says when nobody asks for a format."""
    return "\n\n".join(f"{name}: {_text(value)}" for name, value in fields.items())


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _element(name: str, value: Any) -> str:
    match value:
        case dict():
            return f"<{name}>{''.join(_element(key, item) for key, item in value.items())}</{name}>"
        case list():
            return f"<{name}>{''.join(_element('item', item) for item in value)}</{name}>"
        case _:
            return f"<{name}>\n{_text(value).replace('&', '&amp;').replace('<', '&lt;')}\n</{name}>"


@dataclass(frozen=True)
class Format:
    """An adapter: how it is made, given the run's model, and how a model writes for it.

    `streams` says that its format is known, so that its text can be shown before the end. In `two_steps` a model first
    says freely what the second call then writes down.
    """

    name: str
    make: Callable[[Any], Any]
    write: Callable[[Mapping[str, Any]], str]
    streams: bool = True
    two_steps: bool = False

    @property
    def syntax(self) -> str:
        """The format's family."""
        return "json" if self.write is as_json else "xml" if self.write is xml else "chat"

    def answer(self, fields: Mapping[str, Any], prompt: str) -> Answer:
        """What the model answers, so that `fields` come out in the end."""
        free = self.two_steps and EXTRACTION not in prompt
        return Answer(prose(fields) if free else self.write(fields))


ADAPTERS: Final = {
    one.name: one
    for one in (
        Format("chat", lambda _: dspy.ChatAdapter(), chat),
        Format("json", lambda _: dspy.JSONAdapter(), as_json),
        Format("xml", lambda _: dspy.XMLAdapter(), xml),
        Format("baml", lambda _: BAMLAdapter(), as_json),
        Format("two-step", dspy.TwoStepAdapter, chat, two_steps=True),
        Format("subclass", lambda _: Loud(), chat),
        Format("unknown", lambda _: Lines(), lines, streams=False),
    )
}
NATIVE: Final = Format("native", lambda _: dspy.ChatAdapter(use_native_function_calling=True), chat)
"""The chat adapter over a model's own tool calls."""
