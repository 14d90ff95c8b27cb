"""The files among a program's inputs: what its form says of them, and which are refused.

A file comes as a data URL inside of the value that DSPy's own type takes, such as `{"url": "data:image/png;base64,..."}`.
Nothing else is taken: an address would let a page make the server, or the model's provider, fetch what it names.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any, Final

import dspy
import pydantic
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from dspy_chat.errors import BadInput
from dspy_chat.uploads import FILE_LIMIT, FILES_LIMIT, TEXT_LIMIT, TYPES, UploadKind, parts_of, size_of

_KINDS: Final[Mapping[Any, UploadKind]] = {dspy.Image: "image", dspy.Audio: "audio", dspy.File: "file"}
_NAME: Final = 255
"""Characters of a file's name."""

Place = tuple[str | int, ...]


class FormSchema(GenerateJsonSchema):
    """JSON Schema in which `x-upload` says of DSPy's images, sounds and files what a form offers to choose."""

    def model_schema(self, schema: Any) -> JsonSchemaValue:
        made = super().model_schema(schema)
        kind = _kind_of(schema["cls"])
        if kind is not None:
            made.pop("description", None)  # DSPy's, for those who write programs
            made["x-upload"] = {"kind": kind, "types": list(TYPES[kind]), "most": FILE_LIMIT, "all": FILES_LIMIT}
        return made


def check_uploads(inputs: Mapping[str, Any], values: pydantic.BaseModel) -> None:
    """Refuse the first file among the typed values that is not what it says, or too large; and, as a request may be larger
    for its files, whatever else is as large in what was sent as `inputs`. Raises BadInput.
    """
    size, others = 0, _length(inputs)
    for kind, place, value in _uploads(values, ()):
        try:
            named, data = _named(value)
            size += size_of(kind, named, data)
            others -= len(data)
        except ValueError as error:
            raise refusal(place, str(error)) from None
        if size > FILES_LIMIT:
            raise refusal(place, f"all files of a message together have at most {FILES_LIMIT >> 20} MiB")
    if others > TEXT_LIMIT:
        raise BadInput(f"the inputs without their files have more than {TEXT_LIMIT} characters; send less")


def _length(value: Any) -> int:
    """The characters of all texts in a JSON value."""
    match value:
        case str():
            return len(value)
        case Mapping():
            return sum(len(name) + _length(item) for name, item in value.items())
        case list():
            return sum(map(_length, value))
        case _:
            return 0


def refusal(place: Place, reason: str) -> BadInput:
    """An input that is not taken: `input` is its place as a JSON pointer, `reason` what is wrong with it."""
    pointer = "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in place)
    where = ".".join(str(part) for part in place)
    return BadInput(f"the input {where!r}: {reason}", input=pointer, reason=reason)


def _kind_of(kind: type) -> UploadKind | None:
    return next((_KINDS[known] for known in _KINDS if issubclass(kind, known)), None)


def _uploads(value: Any, place: Place) -> Iterator[tuple[UploadKind, Place, Any]]:
    """Every file in a value, with its place."""
    kind = _kind_of(type(value))
    if kind is not None:
        yield kind, place, value
        return
    parts: Iterator[tuple[str | int, Any]] = iter(())
    match value:
        case pydantic.BaseModel():  # what is not set is the program's own default
            parts = (
                (name, getattr(value, name)) for name in type(value).model_fields if name in value.model_fields_set
            )
        case Mapping():
            parts = ((str(name), item) for name, item in value.items())
        case list() | tuple() | set() | frozenset():
            parts = iter(enumerate(value))
        case _ if dataclasses.is_dataclass(value):
            parts = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
    for part, item in parts:
        yield from _uploads(item, (*place, part))


def _named(value: Any) -> tuple[str, str]:
    """A file's type and its base64. Raises ValueError for what is no file by itself."""
    if isinstance(value, dspy.Audio):
        return f"audio/{value.audio_format.lower()}", value.data
    if isinstance(value, dspy.Image):
        return parts_of(value.url)
    if value.file_id is not None:
        raise ValueError("send the file itself, not the id of one")
    if value.filename is not None and len(value.filename) > _NAME:
        raise ValueError(f"the file's name has more than {_NAME} characters")
    return parts_of(value.file_data or "")
