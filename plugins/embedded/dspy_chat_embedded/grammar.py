"""Which values a field of a program may take, as grammars (GBNF) or JSON schemas for the engine. Pure.

What a grammar lets through is what `dspy.ChatAdapter` can read back as the field's annotation.
"""

import enum
import types
from typing import Annotated, Any, Final, Literal, TypeAlias, Union, get_args, get_origin

import pydantic
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import DecimalSchema

from .schema import Schema, bounded

# No "[[", which opens a field's header, and no character that str.splitlines takes for the end of a line but "\n".
_ANY: Final = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029"
_TEXT: Final = rf'root ::= " "? [^\[ \n\t{_ANY}] ( [^\[{_ANY}] | "[" [^\[{_ANY}] )*'
_INTEGER: Final = r'"-"? ( "0" | [1-9] [0-9]{0,8} )'
_NUMBER: Final = rf'{_INTEGER} ( "." [0-9]{{1,6}} )?'

Grammar: TypeAlias = str | Schema
"""GBNF text, or a JSON schema that the engine turns into a grammar."""


class _Schemas(GenerateJsonSchema):
    """Pydantic's schemas, but for decimals, which it also offers as any text."""

    def decimal_schema(self, schema: DecimalSchema) -> JsonSchemaValue:
        return {"type": "number"}


def is_text(annotation: Any) -> bool:
    """Whether the value is free text: str, str | None, and DSPy's types that are text with another name."""
    annotation = _plain(annotation)
    options = _options(annotation)
    if options is not None:
        return str in options and set(options) <= {str, type(None)}
    return annotation is str or _is_text_type(annotation)


def grammar_of(annotation: Any) -> Grammar:
    """What a value of `annotation` may look like; text for what has no JSON schema."""
    if is_text(annotation):
        return _TEXT
    words = _words(_plain(annotation))
    if words is not None:
        # The line's end gives the model a way to say "done" that is more likely than one more digit.
        return f'root ::= " "? ( {words} ) "\\n"?'
    try:
        return bounded(pydantic.TypeAdapter(annotation).json_schema(schema_generator=_Schemas))
    except (pydantic.errors.PydanticUserError, pydantic.errors.PydanticSchemaGenerationError, NameError):
        return _TEXT


def _words(annotation: Any) -> str | None:
    """The alternatives of a value that is written in one word or number; None for anything bigger."""
    simple = {bool: '"True" | "False"', int: _INTEGER, float: _NUMBER}
    if isinstance(annotation, type) and annotation in simple:
        return simple[annotation]
    if get_origin(annotation) is Literal:
        return " | ".join(_quoted(_spelt(value)) for value in get_args(annotation))
    if isinstance(annotation, enum.EnumMeta):
        return " | ".join(_quoted(_member(member)) for member in list[enum.Enum](annotation))
    options = _options(annotation)
    if options is None or type(None) not in options:
        return None
    others = [_words(_plain(option)) for option in options if option is not type(None)]
    return " | ".join(['"None"', *(f"( {words} )" for words in others)]) if all(others) else None


def _plain(annotation: Any) -> Any:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return annotation


def _options(annotation: Any) -> tuple[Any, ...] | None:
    return get_args(annotation) if get_origin(annotation) in (Union, types.UnionType) else None


def _is_text_type(annotation: Any) -> bool:
    import dspy

    # Python 3.10 takes list[str] for a class, and then issubclass refuses it
    plain = get_origin(annotation) is None and isinstance(annotation, type)
    return plain and issubclass(annotation, dspy.Reasoning | dspy.Code)


def _spelt(value: Any) -> str:
    """A Literal's value; in quotes, which DSPy takes off again, where it would lose white space or be empty."""
    text = str(value)
    return text if text and text == text.strip() else f'"{text}"'


def _member(member: enum.Enum) -> str:
    """DSPy finds a member by its value if that is text, else by its name."""
    value = member.value
    return value if isinstance(value, str) and value and value == value.strip() else member.name


def _quoted(text: str) -> str:
    escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return '"' + "".join(escapes.get(character, character) for character in text) + '"'
