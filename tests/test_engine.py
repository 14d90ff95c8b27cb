"""The tap: what streams is what the program returns, for every kind of module, format, chunking and failure."""

import asyncio
import concurrent.futures
import copy
import json
import logging
import threading
from typing import Any, Literal

import dspy
import pytest
from dspy.lm15 import TransportError
from dspy_chat import models
from dspy_chat.engine import AsyncTappedEngine, Note, Piece, Stopped, TappedEngine, current_tap, tapped
from dspy_chat.program import Program
from dspy_chat.runner import Runner, tap_for
from dspy_chat.runner.adapter import ChatAdapter
from dspy_chat.settings import Settings

from tests.scripted import AsyncEngine, Script, SyncEngine, connected, job_for, new_tap, tell, until

ADAPTERS: dict[str, Any] = {"chat": dspy.ChatAdapter, "json": dspy.JSONAdapter, "xml": dspy.XMLAdapter}
TEXT = 'One <b>& two [[ three ]] "four"\n\n## five \\ 🐋 end.'


def written(kind: str, **fields: str) -> str:
    """An answer as a model writes it."""
    if kind == "json":
        return json.dumps(fields)
    if kind == "xml":
        safe = {name: text.replace("&", "&amp;").replace("<", "&lt;") for name, text in fields.items()}
        return "\n\n".join(f"<{name}>\n{text}\n</{name}>" for name, text in safe.items())
    parts = [f"[[ ## {name} ## ]]\n{text}" for name, text in fields.items()]
    return "\n\n".join([*parts, "[[ ## completed ## ]]"])


def program(build: Any, **more: Any) -> Program:
    return Program(id="p", title="P", build=build, **more)


class Twice(dspy.Module):  # type: ignore[misc]
    """One predictor, called twice: the second call makes the result."""

    def __init__(self) -> None:
        super().__init__()
        self.predict = dspy.Predict("question -> answer")

    def forward(self, question: str) -> Any:
        self.predict(question=question)
        return self.predict(question=question)


class TwiceAsync(Twice):
    async def aforward(self, question: str) -> Any:
        await self.predict.acall(question=question)
        return await self.predict.acall(question=question)


class Nested(dspy.Module):  # type: ignore[misc]
    """Two predictors with one field name."""

    def __init__(self) -> None:
        super().__init__()
        self.first = Twice()
        self.last = dspy.ChainOfThought("question, draft -> answer")

    def forward(self, question: str) -> Any:
        return self.last(question=question, draft=self.first.predict(question=question).answer)


@pytest.mark.parametrize("is_async", [True, False], ids=["async", "sync"])
@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize("kind", ADAPTERS)
async def test_streamed_text_is_the_final_text(kind: str, size: int, is_async: bool) -> None:
    script = Script([written(kind, reasoning="I think.", answer=TEXT)], size=size)
    made = program(lambda: dspy.ChainOfThought("question -> answer"), is_async=is_async)
    told = await tell(job_for(made, connected(script, ADAPTERS[kind])))
    assert told.result.fields == {"reasoning": "I think.", "answer": TEXT}
    assert told.shown == told.result.fields
    assert told.result.answer == TEXT
    assert len(script.requests) == 1
    assert script.closed == 1


@pytest.mark.parametrize("module", [Twice, TwiceAsync])
async def test_predictor_that_is_called_again_starts_anew(module: Any) -> None:
    script = Script([written("chat", answer="first"), written("chat", answer="second")])
    told = await tell(job_for(program(module), connected(script)))
    assert [note.name for note in told.notes("reset")] == ["predict"]
    assert told.shown == {"answer": "second"} == told.result.fields


async def test_helper_predictor_with_the_same_field_name_is_told_apart() -> None:
    script = Script([written("chat", answer="draft"), written("chat", reasoning="r", answer="done")])
    told = await tell(job_for(program(Nested), connected(script)))
    assert told.shape.main == "last.predict"
    assert told.shown == {"reasoning": "r", "answer": "done"}
    helper = [piece for piece in told.pieces if piece.predictor is not None]
    assert {(piece.predictor, piece.field) for piece in helper} == {("first.predict", "answer")}
    assert "".join(piece.text for piece in helper) == "draft"
    assert len({piece.call for piece in helper}) == 1
    assert told.notes("reset") == []


@pytest.mark.parametrize("is_async", [True, False], ids=["async", "sync"])
async def test_react_streams_its_thoughts_its_tools_and_its_answer(is_async: bool) -> None:
    def look(place: str) -> str:
        """Look at a place."""
        return f"nothing at {place}"

    script = Script(
        [
            written("chat", next_thought="I look.", next_tool_name="look", next_tool_args='{"place": "home"}'),
            written("chat", next_thought="Enough.", next_tool_name="finish", next_tool_args="{}"),
            written("chat", reasoning="So.", answer="At home."),
        ]
    )
    told = await tell(
        job_for(program(lambda: dspy.ReAct("question -> answer", [look]), is_async=is_async), connected(script))
    )
    assert told.result.answer == "At home."
    assert told.shown == {"reasoning": "So.", "answer": "At home."}
    tools = told.notes("tool")
    assert [(note.name, note.state) for note in tools] == [
        ("look", "start"),
        ("look", "end"),
        ("finish", "start"),
        ("finish", "end"),
    ]
    assert tools[0].id == tools[1].id != tools[2].id
    assert tools[1].detail == "nothing at home"
    thoughts = "".join(p.text for p in told.pieces if p.predictor == "react" and p.field == "next_thought")
    assert thoughts == "I look.Enough."
    assert told.usage.total == 45


@pytest.mark.parametrize("wrapper", [dspy.BestOfN, dspy.Refine])
async def test_modules_that_copy_their_module_answer_and_stream(wrapper: Any) -> None:
    script = Script([written("chat", answer="best")])
    made = program(lambda: wrapper(dspy.Predict("question -> answer"), N=2, reward_fn=lambda _, __: 1.0, threshold=0.5))
    told = await tell(job_for(made, connected(script)))
    assert told.result.answer == "best"
    assert "".join(piece.text for piece in told.pieces if piece.field == "answer") == "best"


async def test_parallel_calls_inside_a_sync_program_all_answer_and_stream() -> None:
    class Both(dspy.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.predict = dspy.Predict("question -> answer")

        def forward(self, question: str) -> Any:
            pairs = [(self.predict, {"question": f"{question}{i}"}) for i in range(3)]
            found = dspy.Parallel(num_threads=3, disable_progress_bar=True)(pairs)
            return dspy.Prediction(answer="+".join(one.answer for one in found))

    script = Script([written("chat", answer="same")])
    told = await tell(job_for(program(Both), connected(script)))
    assert told.result.answer == "same+same+same"
    beside: dict[str | None, str] = {}
    for piece in told.pieces:
        if piece.predictor is not None:
            beside[piece.call] = beside.get(piece.call, "") + piece.text
    assert told.shown == {"answer": "same"}
    # Three calls: each that began while the main one was going has an id of its own, each after it began anew.
    assert len(beside) + len(told.notes("reset")) == 2
    assert set(beside.values()) <= {"same"}
    assert told.usage.total == 45


async def test_adapter_that_a_program_sets_itself_is_the_one_that_is_read() -> None:
    class Own(Twice):
        def forward(self, question: str) -> Any:
            with dspy.context(adapter=dspy.JSONAdapter()):
                return self.predict(question=question)

    told = await tell(job_for(program(Own), connected(Script([written("json", answer="in JSON")]))))
    assert told.shown == {"answer": "in JSON"} == told.result.fields


async def test_unknown_adapter_streams_nothing_and_still_answers() -> None:
    class Strange(dspy.ChatAdapter):  # type: ignore[misc]
        pass

    class Line(dspy.Adapter):  # type: ignore[misc]
        def format(self, signature: Any, demos: Any, inputs: Any) -> Any:
            return [{"role": "user", "content": str(inputs)}]

        def parse(self, signature: Any, completion: str) -> dict[str, Any]:
            return {"answer": completion}

    made = program("question -> answer")
    told = await tell(job_for(made, connected(Script(["a line"]), Line)))
    assert (told.pieces, told.result.answer) == ([], "a line")
    known = await tell(job_for(made, connected(Script([written("chat", answer="a")]), Strange)))
    assert known.shown == {"answer": "a"}


async def test_chat_answer_that_does_not_parse_falls_back_to_json_and_streams() -> None:
    script = Script([written("chat", answer="half"), written("json", answer="whole", mood="good")])
    told = await tell(job_for(program("question -> answer, mood: str"), connected(script)))
    assert [(note.kind, note.detail) for note in told.items if isinstance(note, Note) and note.kind != "model"] == [
        ("retry", "bad_answer"),
        ("reset", None),
    ]
    assert told.shown == {"answer": "whole", "mood": "good"} == told.result.fields


async def test_answer_that_fails_for_good_is_not_taken_back() -> None:
    script = Script([("[[ ## answer ## ]]\nAs far as it we", TransportError("gone"))])
    job = job_for(program("question -> answer"), connected(script))
    module = job.shape.instance()
    tap = tap_for(job, lambda: None)
    with pytest.raises(dspy.utils.exceptions.LMTransportError):
        await Runner(1).run(job, module, tap)
    items = tap.drain()
    again = next(at for at, item in enumerate(items) if isinstance(item, Note) and item.kind == "reset")
    for part in (items[:again], items[again:]):
        assert "".join(item.text for item in part if isinstance(item, Piece)) == "As far as it we"
    assert [(item.kind, item.state, item.detail) for item in items if isinstance(item, Note)] == [
        ("model", "start", None),
        ("model", "error", "model_unreachable"),
        ("retry", None, "model_unreachable"),
        ("reset", None, None),
        ("model", "start", None),
        ("model", "error", "model_unreachable"),
    ]
    assert [call["error"] for call in json.loads(tap.trace.encoded())["calls"]] == ["model_unreachable"] * 2


async def test_predictor_that_a_program_makes_while_it_runs_streams_the_answer() -> None:
    class Late(dspy.Module):  # type: ignore[misc]
        def forward(self, question: str) -> Any:
            draft = dspy.Predict("question -> draft")(question=question).draft
            return dspy.ChainOfThought("draft -> answer")(draft=draft)

    script = Script([written("chat", draft="so"), written("chat", reasoning="I think.", answer="done")])
    told = await tell(job_for(program(Late), connected(script)))
    assert told.shown == {"reasoning": "I think.", "answer": "done"} == told.result.fields
    assert [piece.text for piece in told.pieces if piece.predictor == "Predict"] == ["so"]


async def test_several_answers_of_one_call_are_no_retries() -> None:
    script = Script([written("chat", answer="one"), written("chat", answer="two")])
    told = await tell(job_for(program(lambda: dspy.Predict("question -> answer", n=2)), connected(script)))
    assert (told.result.answer, len(script.requests), told.notes("retry")) == ("one", 2, [])
    assert [note.name for note in told.notes("reset")] == ["self"]


@pytest.mark.parametrize("is_async", [True, False], ids=["async", "sync"])
async def test_connection_that_drops_is_tried_again_after_one_reset(model_url: str, is_async: bool) -> None:
    settings = Settings(_env_file=None, model="bench", model_url=model_url)
    connected_models = await models.connect(settings, [], lambda _text, _done: None)
    made = program("question -> answer", is_async=is_async)
    told = await tell(job_for(made, connected_models.default, "[bench id=x n=30 rate=200 fail=drop@10 times=1]"))
    await connected_models.close()
    assert [note.name for note in told.notes("reset")] == ["self"]
    assert any(isinstance(item, Piece) for item in told.items[: told.items.index(told.notes("reset")[0])])
    assert told.shown == told.result.fields
    assert told.result.answer.split() == [f"{i:04d}" for i in range(30)]


@pytest.mark.parametrize(
    ("said", "want"),
    [
        ("a\ud83db", "a\ufffdb"),
        ("a\ud83d\udc0bb", "a🐋b"),
        ("a\0b", "a\ufffdb"),
        ("end\ud83d", "end\ufffd"),
    ],
)
@pytest.mark.parametrize("kind", ["chat", "json"])
@pytest.mark.parametrize("size", [1, 50])
async def test_text_that_no_layer_can_carry_is_replaced(kind: str, size: int, said: str, want: str) -> None:
    told = await tell(
        job_for(program("question -> answer"), connected(Script([written(kind, answer=said)], size), ADAPTERS[kind]))
    )
    assert told.result.answer == want
    assert told.shown == {"answer": want}


async def test_sync_call_from_async_code_does_not_dead_lock(caplog: pytest.LogCaptureFixture) -> None:
    class Wrong(Twice):
        async def aforward(self, question: str) -> Any:
            return self.predict(question=question)

    with caplog.at_level(logging.WARNING, "dspy_chat.engine"):
        told = await tell(job_for(program(Wrong), connected(Script([written("chat", answer="late")]))))
    assert (told.result.answer, told.pieces) == ("late", [])
    assert "synchronously from async code" in caplog.text


async def test_usage_is_summed_over_calls() -> None:
    told = await tell(job_for(program(Twice), connected(Script([written("chat", answer="x")]))))
    usage = told.usage
    assert (usage.input, usage.output, usage.total) == (20, 10, 30)
    assert {name: (one.input, one.output, one.total) for name, one in usage.by_model.items()} == {
        "test/model": (20, 10, 30)
    }


@pytest.mark.parametrize("text", ["", "[[ ## answer ## ]]\nbegun"], ids=["before the first byte", "in the middle"])
async def test_stop_closes_the_call_of_a_sync_program_at_once(text: str) -> None:
    script = Script([text], hang=True)
    job = job_for(program("question -> answer", is_async=False), connected(script))
    module = job.shape.instance()
    tap = tap_for(job, lambda: None)
    runner = Runner(1)
    task = asyncio.create_task(runner.run(job, module, tap))
    await until(lambda: bool(script.requests and (tap._items or not text)))
    tap.stop()
    with pytest.raises(Stopped):
        await asyncio.wait_for(task, 5)
    assert script.closed == 1
    runner.close()


async def test_cancelled_async_program_closes_its_call() -> None:
    script = Script(["[[ ## answer ## ]]\nbegun"], hang=True)
    job = job_for(program("question -> answer"), connected(script))
    module = job.shape.instance()
    tap = tap_for(job, lambda: None)
    task = asyncio.create_task(Runner(1).run(job, module, tap))
    await until(lambda: bool(tap._items))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert script.closed == 1
    assert tap.stopped


async def test_stopped_program_that_catches_everything_still_ends() -> None:
    class Stubborn(Twice):
        def forward(self, question: str) -> Any:
            for _ in range(50):
                try:
                    self.predict(question=question)
                except Exception:
                    continue
            return dspy.Prediction(answer="never")

    script = Script(["[[ ## answer ## ]]\nbegun"], hang=True)
    job = job_for(program(Stubborn), connected(script))
    module = job.shape.instance()
    tap = tap_for(job, lambda: None)
    runner = Runner(1)
    task = asyncio.create_task(runner.run(job, module, tap))
    await until(lambda: bool(script.requests))
    tap.stop()
    with pytest.raises(Stopped):
        await asyncio.wait_for(task, 5)
    assert len(script.requests) == 1
    runner.close()


async def test_stopped_tap_refuses_more() -> None:
    tap = new_tap()
    tap.push(Note("tool", "start", "t"))
    tap.stop()
    with pytest.raises(Stopped):
        tap.push(Note("tool", "end", "t"))
    with pytest.raises(Stopped):
        tap.check()
    assert len(tap.drain()) == 1


async def test_tap_wakes_the_loop_once_for_many_items_from_any_thread() -> None:
    woken: list[int] = []
    tap = new_tap()
    tap._wake = lambda: woken.append(threading.get_ident())

    def push() -> None:
        for i in range(100):
            tap.push(Piece("answer", str(i), None, None))

    await asyncio.to_thread(push)
    await asyncio.sleep(0)
    assert woken == [threading.get_ident()]
    assert [item.text for item in tap.drain() if isinstance(item, Piece)] == [str(i) for i in range(100)]
    tap.push(Piece("answer", "x", None, None))
    assert len(woken) == 2


async def test_outside_a_run_the_engine_is_the_plain_engine() -> None:
    chosen = connected(Script([written("chat", answer="plain")]))
    assert current_tap() is None
    with dspy.context(lm=chosen.lm, disable_history=True):
        assert (await dspy.Predict("question -> answer").acall(question="q")).answer == "plain"
        sync = await asyncio.to_thread(lambda: dspy.Predict("question -> answer")(question="q"))
    assert sync.answer == "plain"


async def test_copies_of_a_model_share_the_engine() -> None:
    chosen = connected(Script([""]))
    module = dspy.Predict("question -> answer")
    module.set_lm(chosen.lm)
    assert module.deepcopy().lm.engine is chosen.lm.engine
    engines = TappedEngine(SyncEngine(Script([""])), None, None), AsyncTappedEngine(AsyncEngine(Script([""])), None)
    for engine in engines:
        assert copy.deepcopy(engine) is engine


async def test_tap_is_current_only_inside_its_context() -> None:
    tap = new_tap()
    with dspy.context(**tapped(tap)):
        assert current_tap() is tap
        assert await asyncio.to_thread(current_tap) is tap
    assert current_tap() is None


async def test_typed_fields_stream_as_they_are_written() -> None:
    script = Script([written("chat", answer="yes", sure="0.5", mood="good")])
    made = program(
        dspy.Signature(
            "question -> answer, sure: float, mood: Literal['good', 'bad']", "", custom_types={"Literal": Literal}
        )
    )
    told = await tell(job_for(made, connected(script)))
    assert told.result.fields == {"answer": "yes", "sure": 0.5, "mood": "good"}
    assert told.shown == {"answer": "yes", "sure": "0.5", "mood": "good"}


@pytest.mark.parametrize("adapter", [None, *ADAPTERS.values()])
async def test_async_model_call_takes_no_thread_of_the_loop(adapter: Any) -> None:
    handed: list[Any] = []

    class Counting(concurrent.futures.ThreadPoolExecutor):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
            handed.append(fn)
            return super().submit(fn, *args, **kwargs)

    asyncio.get_running_loop().set_default_executor(Counting(1))
    kind = next((kind for kind, known in ADAPTERS.items() if known is adapter), "chat")
    script = Script([written(kind, answer="yes")])
    assert (await tell(job_for(program("question -> answer"), connected(script, adapter)))).shown == {"answer": "yes"}
    assert handed == []


@pytest.mark.filterwarnings("ignore:Passing OpenAI-style message:DeprecationWarning")
async def test_model_that_is_asked_as_dspys_own_answers_as_dspys_own() -> None:
    """`TappedLM` makes DSPy's async call in its own way; what comes out must be what `dspy.LM` gives."""
    script = Script([written("chat", answer="yes")])
    ours = connected(script).lm
    theirs = dspy.LM("test/model", engine=SyncEngine(script), async_engine=AsyncEngine(script), cache=False)
    messages = [{"role": "user", "content": "hi"}]
    picture = [{"role": "user", "content": [{"type": "text", "text": "hi"}]}]
    with dspy.context(disable_history=True):
        for asked in (messages, picture):
            for more in ({}, {"n": 2}, {"temperature": 0.5}):
                assert await ours.acall(messages=asked, **more) == await theirs.acall(messages=asked, **more)
        assert await ours.acall("hi") == await theirs.acall("hi")


def test_system_message_is_dspys_own() -> None:
    for signature in (dspy.Signature("question -> answer"), dspy.Signature("a: int, b -> c: list[str]", "Do it.")):
        for _ in range(2):
            assert ChatAdapter().format_system_message(signature) == dspy.ChatAdapter().format_system_message(signature)
