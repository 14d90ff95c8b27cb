"""What is read from a program: its inputs, outputs, roles, form, and whether it is async."""

import enum
import textwrap
import types
from pathlib import Path
from typing import Annotated, Any, Literal

import dspy
import pydantic
import pytest
from dspy.adapters.types import base_type
from dspy_chat.errors import BadInput, BadProgram
from dspy_chat.program import Program
from dspy_chat.shape import Shape, harmless, kind_of, predictors_of, shape_of


def shape(build: Any, **more: Any) -> Shape:
    return shape_of(Program(id="p", title="P", build=build, **more))


class Mood(str, enum.Enum):
    GOOD = "good"
    BAD = "bad"


class Point(pydantic.BaseModel):
    label: str = ""


class Full(dspy.Signature):  # type: ignore[misc]
    """Answer."""

    tags: list[str] = dspy.InputField()
    question: str = dspy.InputField()
    k: int = dspy.InputField(desc="how many", ge=1, le=10, default=3)
    tone: Literal["formal", "casual"] = dspy.InputField(default="formal")
    reasoning: str = dspy.OutputField()
    answer: str = dspy.OutputField()
    score: float = dspy.OutputField()


def test_bare_signature_becomes_a_program_that_remembers() -> None:
    made = shape("question -> answer")
    assert (made.message_field, made.history_field, made.answer_field, made.main) == (
        "question",
        "history",
        "answer",
        "self",
    )
    assert made.module.signature.input_fields["history"].annotation is dspy.History
    assert made.schema["properties"] == {}
    assert [(ref.name, ref.title, ref.kind, ref.role) for ref in made.fields] == [
        ("answer", "Answer", "text", "answer")
    ]
    assert made.is_async


def test_history_is_not_added_twice_nor_over_a_field_of_that_name() -> None:
    assert shape("question, history: dspy.History -> answer").history_field == "history"
    assert shape("question, past: dspy.History -> answer").history_field == "past"
    made = shape("question, history: str -> answer")
    assert made.history_field is None
    assert made.schema["required"] == ["history"]


def test_chain_of_thought_thinks_apart_from_its_answer() -> None:
    made = shape(lambda: dspy.ChainOfThought("question -> answer"))
    assert [(ref.name, ref.role) for ref in made.fields] == [("reasoning", "thinking"), ("answer", "answer")]
    assert {ref.predictor for ref in made.fields} == {"predict"} == {made.main}
    assert made.history_field == "history"


def test_inputs_that_the_chat_does_not_fill_become_a_form() -> None:
    made = shape(Full)
    assert made.message_field == "question"
    assert made.answer_field == "answer"
    properties = made.schema["properties"]
    assert list(properties) == ["tags", "k", "tone"]
    assert properties["k"] | {"title": ""} == {
        "type": "integer",
        "title": "",
        "default": 3,
        "minimum": 1,
        "maximum": 10,
        "description": "how many",
    }
    assert properties["tone"]["enum"] == ["formal", "casual"]
    assert made.schema["required"] == ["tags"]
    assert [(ref.name, ref.role, ref.kind) for ref in made.fields] == [
        ("reasoning", "thinking", "text"),
        ("answer", "answer", "text"),
        ("score", "detail", "number"),
    ]


def test_choice_tells_what_it_is_made_among_where_that_can_be_shown() -> None:
    many = Literal[tuple(f"c{n}" for n in range(13))]  # type: ignore[valid-type]
    long = Literal[("x" * 41,)]  # type: ignore[valid-type]
    fields = {"a": Literal["x", 2], "b": Mood | None, "c": many, "d": long, "e": str}
    signature = dspy.Signature(
        {"q": (str, dspy.InputField()), **{name: (kind, dspy.OutputField()) for name, kind in fields.items()}}
    )
    told = {ref.name: ref.choices for ref in shape(signature).fields}
    assert told == {"a": ("x", "2"), "b": ("good", "bad"), "c": None, "d": None, "e": None}


def test_program_says_what_the_signature_cannot() -> None:
    made = shape(
        Full,
        message_field="question",
        answer_field="score",
        roles={"answer": "thinking"},
        inputs={"tags": ["a"], "k": 5},
    )
    assert [(ref.name, ref.role) for ref in made.fields] == [
        ("reasoning", "thinking"),
        ("answer", "thinking"),
        ("score", "answer"),
    ]
    assert made.check({}) == {"tags": ["a"], "k": 5, "tone": "formal"}


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"tags": []} | {"k": 11}, ("'k'", "less than or equal to 10")),
        ({"tags": "x"}, ("'tags'", "valid list")),
        ({"tags": ["a", 1]}, ("'tags.1'", "valid string")),
        ({"tags": [], "tone": "rude"}, ("'tone'", "'formal' or 'casual'")),
        ({}, ("'tags'", "required")),
        ({"tags": [], "other": 1}, ("'other'", "inputs are 'tags', 'k', 'tone'")),
    ],
)
def test_bad_input_names_the_field_and_what_it_takes(inputs: dict[str, Any], words: tuple[str, ...]) -> None:
    with pytest.raises(BadInput) as caught:
        shape(Full).check(inputs)
    for word in words:
        assert word in caught.value.message


class Own(dspy.Module):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.helper = dspy.Predict("question -> draft")
        self.last = dspy.Predict("question, draft -> reply")

    def forward(self, question: str, style: Literal["a", "b"] = "a", history: dspy.History | None = None) -> Any:
        raise NotImplementedError


class OwnAsync(Own):
    async def aforward(self, text: str) -> Any:
        raise NotImplementedError


class Loose(Own):
    def forward(self, **inputs: Any) -> Any:  # type: ignore[override]
        raise NotImplementedError


class Bare(Own):
    def forward(self, question, draft, k=2):  # type: ignore[no-untyped-def, override]
        raise NotImplementedError


def test_module_takes_its_inputs_from_the_parameters_of_forward() -> None:
    made = shape(Own)
    assert (made.message_field, made.history_field, made.is_async) == ("question", "history", False)
    assert list(made.schema["properties"]) == ["style"]
    assert (made.main, made.answer_field) == ("last", "reply")
    assert shape(OwnAsync).message_field == "text"
    assert shape(Loose).message_field == "question"
    assert list(shape(Bare).schema["properties"]) == ["draft", "k"]
    assert shape(Own, answer_field="draft").main == "helper"


def test_annotations_that_are_text_are_read(tmp_path: Path) -> None:
    source = """
        from __future__ import annotations
        from typing import TYPE_CHECKING
        import dspy
        if TYPE_CHECKING:
            from nowhere import Thing

        class Written(dspy.Module):
            async def aforward(self, question: str, history: dspy.History | None = None, k: int = 3):
                return dspy.Prediction(answer=question)

        class Unknown(dspy.Module):
            async def aforward(self, question: str, thing: Thing | None = None):
                return dspy.Prediction(answer=question)
    """
    module = types.ModuleType("written")
    exec(compile(textwrap.dedent(source), "written.py", "exec"), vars(module))
    made = shape(module.Written)
    assert (made.message_field, made.history_field) == ("question", "history")
    assert made.schema["properties"]["k"]["type"] == "integer"
    assert shape(module.Unknown).message_field == "question"


def test_program_without_predictors_answers_with_one_text() -> None:
    class Echo(dspy.Module):  # type: ignore[misc]
        async def aforward(self, question: str) -> Any:
            return dspy.Prediction(answer=question)

    made = shape(Echo)
    assert [(ref.name, ref.kind, ref.role) for ref in made.fields] == [("answer", "text", "answer")]


class Inherits(dspy.ReAct):  # type: ignore[misc]
    pass


class Overrides(dspy.ReAct):  # type: ignore[misc]
    """As dspy.CodeAct: its own forward, and an aforward inherited from below it."""

    def forward(self, **inputs: Any) -> Any:
        raise NotImplementedError


def _tools() -> Any:
    return "question -> answer", [len]


@pytest.mark.parametrize(
    ("build", "want"),
    [
        (lambda: dspy.Predict("question -> answer"), True),
        (lambda: dspy.ChainOfThought("question -> answer"), True),
        (lambda: dspy.ReAct(*_tools()), True),
        (lambda: Inherits(*_tools()), True),
        (lambda: Overrides(*_tools()), False),
        (lambda: dspy.BestOfN(dspy.Predict("question -> answer"), 2, lambda _, __: 1.0, 0.5), False),
        (Own, False),
        (OwnAsync, True),
    ],
    ids=["Predict", "ChainOfThought", "ReAct", "subclass", "CodeAct-like", "BestOfN", "forward", "aforward"],
)
def test_async_only_where_aforward_is_the_modules_own_way(build: Any, want: bool) -> None:
    assert shape(build).is_async is want


def test_program_may_say_itself_whether_it_is_async() -> None:
    assert shape(OwnAsync, is_async=False).is_async is False
    assert shape(Own, is_async=True).is_async is True


def test_code_act_is_not_async() -> None:
    def tool(x: int) -> int:
        """Add one."""
        return x + 1

    with pytest.warns(DeprecationWarning, match="CodeAct"):
        assert not shape(lambda: dspy.CodeAct("question -> answer", [tool])).is_async


KINDS: list[tuple[Any, str]] = [
    (str, "text"),
    (int, "number"),
    (float, "number"),
    (bool, "boolean"),
    (Literal["a"], "choice"),
    (Mood, "choice"),
    (list[str], "list"),
    (list, "list"),
    (dict[str, int], "json"),
    (Point, "json"),
    (str | None, "text"),
    (int | str, "json"),
    (Annotated[int, "x"], "number"),
    (Annotated[str, "x"] | None, "text"),
    (dspy.Image, "image"),
    (dspy.Code["python"], "code"),
    (dspy.Reasoning, "text"),
    (Any, "json"),
    (None, "json"),
]


@pytest.mark.parametrize(("annotation", "kind"), KINDS, ids=str)
def test_kind_says_how_a_value_is_shown(annotation: Any, kind: str) -> None:
    assert kind_of(annotation) == kind


@pytest.mark.parametrize(
    ("build", "more", "words"),
    [
        (lambda: 7, {}, "returned int, not a dspy.Module"),
        (lambda: None, {}, "returned NoneType"),
        ("k: int -> answer", {}, "no text input for the message"),
        ("tags: list[str] -> answer", {}, "no text input"),
        ("question -> answer", {"message_field": "nope"}, "'question'"),
        ("question -> answer", {"inputs": {"nope": 1}}, "['nope']"),
        ("question -> answer", {"state": "state.pkl"}, "must be the .json file"),
    ],
)
def test_what_cannot_be_a_program_is_refused_in_plain_words(build: Any, more: dict[str, Any], words: str) -> None:
    with pytest.raises(BadProgram) as caught:
        shape(build, **more)
    assert words in caught.value.message
    assert "'p'" in caught.value.message


def test_input_whose_type_no_form_can_offer_is_refused() -> None:
    class Handle:
        pass

    class Odd(dspy.Module):  # type: ignore[misc]
        async def aforward(self, question: str, handle: Handle) -> Any:
            raise NotImplementedError

    with pytest.raises(BadProgram, match="no form can offer"):
        shape(Odd)


@pytest.mark.parametrize(
    "more",
    [
        {"id": ""},
        {"id": "A"},
        {"id": "-a"},
        {"id": "a" * 65},
        {"id": "a/b"},
        {"id": 7},
        {"title": " "},
        {"title": None},
        {"build": 7},
        {"build": None},
        {"description": None},
        {"version": 1},
        {"starters": "Hello"},
        {"starters": [1]},
        {"roles": {"answer": "boss"}},
        {"timeout_s": "5"},
        {"timeout_s": 0},
        {"timeout_s": float("nan")},
    ],
    ids=str,
)
def test_program_checks_its_own_values(more: dict[str, Any]) -> None:
    with pytest.raises(BadProgram):
        Program(**{"id": "p", "title": "P", "build": "question -> answer", **more})


@pytest.mark.parametrize("good", ["a", "0", "a" * 64, "my-qa_2.0"])
def test_program_ids_that_are_good(good: str) -> None:
    assert Program(id=good, title="P", build="question -> answer").id == good


def test_state_is_loaded_without_the_model_that_it_names(tmp_path: Path) -> None:
    trained = dspy.Predict("question -> answer")
    trained.demos = [dspy.Example(question="q", answer="a")]
    trained.lm = dspy.LM("openai/other", api_key="x", cache=False)
    path = tmp_path / "state.json"
    trained.save(str(path))
    made = shape("question -> answer", state=path)
    assert [dict(demo) for demo in made.module.demos] == [{"question": "q", "answer": "a"}]
    assert made.module.lm is None
    assert made.history_field == "history"


START, END = base_type.CUSTOM_TYPE_START_IDENTIFIER, base_type.CUSTOM_TYPE_END_IDENTIFIER


@pytest.mark.parametrize(
    "text",
    [
        f"a {START}[]{END} b",
        START[:10] + START + START[10:],
        START[:3] + END + START[3:],
        END[:20] + START[:5] + END + START[5:] + END[20:],
        (START[:16]) * 50 + START[16:] * 50,
    ],
)
def test_markers_are_removed_however_they_are_nested(text: str) -> None:
    for value in (harmless(text), harmless([text])[0], harmless({text: text})[harmless(text)]):
        assert START not in value
        assert END not in value


def test_markers_inside_typed_inputs_are_removed_too() -> None:
    class Typed(dspy.Signature):  # type: ignore[misc]
        """Answer."""

        question: str = dspy.InputField()
        point: Point = dspy.InputField()
        answer: str = dspy.OutputField()

    values = shape(Typed).check({"point": {"label": f"{START}[]{END}"}})
    assert values["point"] == Point(label=" [] ")
    assert harmless({"a": [1, None, "x"]}) == {"a": [1, None, "x"]}


def test_instance_is_shared_only_where_there_is_no_state() -> None:
    plain, own = shape("question -> answer"), shape(Own)
    assert plain.instance() is plain.module
    assert own.instance() is not own.module
    assert own.instance().last is not own.module.last


def test_predictors_inside_compiled_modules_are_found() -> None:
    outer = Own()
    outer.last._compiled = True
    assert list(predictors_of(outer)) == ["helper", "last"]
    assert list(predictors_of(dspy.Predict("q -> a"))) == ["self"]


def test_last_predictor_is_the_one_that_is_defined_last_however_deep_others_are() -> None:
    class Deep(dspy.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.draft = dspy.ChainOfThought("question -> draft")
            self.many = [dspy.Predict("a -> b"), {"k": dspy.ChainOfThought("c -> d")}]
            self.again = self.draft
            self.polish = dspy.Predict("draft -> answer")

        def forward(self, question: str) -> Any:
            raise NotImplementedError

    assert list(predictors_of(Deep())) == ["draft.predict", "many[0]", "many[1]['k'].predict", "polish"]
    assert (shape(Deep).main, shape(Deep).answer_field) == ("polish", "answer")
