"""A program with an input and an output of every kind that a form draws and an answer shows."""

import base64
import datetime
import enum
from typing import Annotated, Any, Final, Literal

import dspy
import pydantic
from dspy.adapters.types.citation import Citations
from dspy_chat import Program, hookimpl
from dspy_chat.plugins import Plugin

PNG: Final = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAADAAAAAgCAIAAADbtmxLAAAAR0lEQVR42mN4dmcfVmRTEYUV0Vo9w6iDRh006qAR56CBshiX+lEHjTpo1EEjz0"
    "GjJfWog0YdNOqg0fbQaNUx6qBRB41wBwEAehaql9AXqecAAAAASUVORK5CYII="
)
WAV: Final = (
    b"RIFF\x2c\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\x08\0\0\0" + b"\x80" * 8
)
PDF: Final = b"%PDF-1.4\n%%EOF\n"


def data_url(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


class Mood(enum.Enum):
    GLAD = "glad"
    GRIM = "grim"


class Stop(pydantic.BaseModel):
    """A place on the way."""

    city: str = pydantic.Field(min_length=2, description="where to stop")
    nights: int = pydantic.Field(1, ge=1, le=14)
    photo: dspy.Image | None = None


class Car(pydantic.BaseModel):
    kind: Literal["car"] = "car"
    seats: int = 4


class Train(pydantic.BaseModel):
    kind: Literal["train"] = "train"
    line: str


class Part(pydantic.BaseModel):
    """One that holds itself."""

    name: str
    parts: list["Part"] = []


class Everything(dspy.Module):  # type: ignore[misc]
    """Answers with what it was given, in as many forms as there are."""

    def __init__(self) -> None:
        super().__init__()
        self.answer = dspy.Predict(Outputs)

    async def aforward(
        self,
        question: str,
        title: str,
        count: Annotated[int, pydantic.Field(ge=1, le=9)],
        tone: Literal["formal", "casual"] = "casual",
        mood: Mood | None = None,
        share: float = 0.5,
        strict: bool = False,
        day: datetime.date | None = None,
        tags: Annotated[list[str], pydantic.Field(max_length=3)] = [],  # noqa: B006 - it becomes a form's default
        stops: list[Stop] = [],  # noqa: B006
        home: Stop | None = None,
        ride: Car | Train | None = None,
        tree: Part | None = None,
        limits: dict[str, int] = {},  # noqa: B006
        photo: dspy.Image | None = None,
        sound: dspy.Audio | None = None,
        papers: list[dspy.File] = [],  # noqa: B006
    ) -> Any:
        given = {name: value for name, value in locals().items() if name not in ("self", "question")}
        return dspy.Prediction(
            answer=f"Got {question!r}",
            rows=[{"city": stop.city, "nights": stop.nights, "photo": stop.photo is not None} for stop in stops],
            tags=tags,
            count=count,
            strict=strict,
            tone=tone,
            given={
                name: repr(value)[:60] if "dspy" in type(value).__module__ else value for name, value in given.items()
            },
            picture=photo,
            sources=[{"cited_text": "so it is", "document_index": 0, "start_char_index": 0, "end_char_index": 8}],
            program=dspy.Code(code="print(1)"),
        )


class Outputs(dspy.Signature):  # type: ignore[misc]
    """Answer."""

    question: str = dspy.InputField()
    answer: str = dspy.OutputField()
    rows: list[dict[str, Any]] = dspy.OutputField()
    tags: list[str] = dspy.OutputField()
    count: int = dspy.OutputField()
    strict: bool = dspy.OutputField()
    tone: Literal["formal", "casual"] = dspy.OutputField()
    given: dict[str, Any] = dspy.OutputField()
    picture: dspy.Image = dspy.OutputField()
    sources: Citations = dspy.OutputField()
    program: dspy.Code = dspy.OutputField()


class Look(dspy.Signature):  # type: ignore[misc]
    """Say what is on the picture."""

    question: str = dspy.InputField()
    photo: dspy.Image = dspy.InputField()
    answer: str = dspy.OutputField()


class _Forms:
    @hookimpl
    def dspy_chat_programs(self) -> list[Program]:
        return [
            Program(id="everything", title="Everything", build=Everything),
            Program(id="look", title="Look", build=Look),
            Program(id="plain", title="Plain", build="question -> answer"),
        ]


POINTS: Final = [("forms", Plugin("forms", "tests", "0"), _Forms)]
"""An installed plugin that offers it, a program that shows its model a picture, and one that asks for nothing."""
