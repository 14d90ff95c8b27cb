"""A database with every kind of run, made by a real server: what an export must carry."""

import asyncio
import contextlib
import json
from pathlib import Path
from typing import Any

import dspy
import httpx
from dspy_chat import Program

from tests.faults.programs import tried
from tests.following import opened
from tests.serving import Client

WHALE = '鯨は🐋 — \u202e\u2028 "q" \\ </script>\r\n\n```\ndata: x\n\n[[ a ]]\t\x1f\x7f'


class Loud(dspy.Module):  # type: ignore[misc]
    """Changes what its predictor said, so that what was shown is taken back."""

    def __init__(self) -> None:
        super().__init__()
        self.predict = dspy.Predict("question -> answer")

    async def aforward(self, question: str) -> Any:
        said = await self.predict.acall(question=question)
        if "raise" in question:
            raise ValueError("behind a model call that is paid for")
        return dspy.Prediction(answer=said.answer.upper())


class Searching(dspy.Module):  # type: ignore[misc]
    """Has steps: a module, a tool and two model calls."""

    def __init__(self) -> None:
        super().__init__()
        self.draft = dspy.ChainOfThought("question -> answer")
        self.look = dspy.Tool(lambda place: f"at {place}", name="look", args={"place": {"type": "string"}})
        self.polish = dspy.Predict("question, draft -> answer")

    async def aforward(self, question: str) -> Any:
        draft = await self.draft.acall(question=question)
        await self.look.acall(place="home")
        return await self.polish.acall(question=question, draft=draft.answer)


class Odd(dspy.Module):  # type: ignore[misc]
    """No model: returns values of all kinds, or raises."""

    def forward(self, question: str) -> Any:
        if question == "raise":
            raise ValueError("a secret")
        return {
            "answer": WHALE,
            "number": -1.5e-7,
            "whole": 10**40,
            "list": [1, None, True, {"ä": []}],
            "nothing": None,
            "zero": -0.0,
        }


PROGRAMS = (
    Program(id="loud", title="Loud", build=Loud),
    Program(id="searching", title="Searching *and* <finding>", build=Searching),
    Program(id="odd", title="Odd", build=Odd),
    Program(id="typed", title="Typed", build="question -> answer, score: float, tags: list[str], sure: bool"),
)


def server(data_dir: Path, model_url: str, **settings: Any) -> Any:
    """A server that has these programs."""
    return tried(data_dir, model_url, *PROGRAMS, **settings)


async def conversations(client: Client) -> None:
    """Have conversations with every kind of run that ends while the server runs, and with branches."""
    first = await client.turn(f"[say: {WHALE}]", program="async")
    conversation = json.loads(first.frames[0].split(b"data: ")[1])["conversation"]
    for program in ("loud", "searching", "typed", "odd", "sync"):
        await client.turn(f"[say: {program} — ünïcode]", program=program, conversation=conversation)
    await client.turn("[say: beside]", conversation=conversation, parent=None, program="async")
    await client.turn("[bench fail=400:context]", program="async")
    await client.turn("raise", program="odd", conversation=conversation)
    await client.turn("[say: raise]", program="loud", conversation=conversation)
    async with opened(client, "[bench id=stopped n=400 rate=100]", program="async") as live:
        await live.read(4)
        await client.post(f"/api/runs/{live.run_id}/stop")
        await live.read_to_the_end()


async def made(data_dir: Path, model_url: str) -> None:
    """All of these in a data directory, and a run that the server's end interrupted."""
    async with server(data_dir, model_url) as client:
        await conversations(client)
        began = asyncio.Event()

        async def watch() -> None:
            with contextlib.suppress(httpx.HTTPError):  # the client is closed before its server
                async with opened(client, "[bench id=cut n=400 rate=100]", program="async") as live:
                    await live.read(4)
                    began.set()
                    await live.read_to_the_end()

        watching = asyncio.create_task(watch())
        await began.wait()
    await watching
