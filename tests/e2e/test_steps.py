"""What a program tells on its way to an answer, in a browser: tools, thoughts, waits."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import dspy
import pytest
from dspy_chat import Program, hookimpl, progress
from dspy_chat.plugins import Plugin
from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.e2e.conftest import first_screen
from tests.e2e.test_chat import SLOW, ask, choose, finished, violations
from tests.serving import Client, serving


class Gate(asyncio.Event):
    """What the programs of a test wait for: one for all copies of them."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "Gate":
        return self


class Reader(dspy.Module):  # type: ignore[misc]
    """Says how far it has come, and answers through a helper."""

    def __init__(self, gate: Gate) -> None:
        super().__init__()
        self.plan = dspy.ChainOfThought("question -> points")
        self.answer = dspy.Predict("question, points -> answer")
        self.gate = gate

    async def aforward(self, question: str) -> Any:
        for page in range(100):
            progress(f"Reading page {page}", page / 100)
        progress("Reading page 42", 0.42)
        await self.gate.wait()
        plan = await self.plan.acall(question=question)
        return await self.answer.acall(question=question, points=plan.points)


class _Telling:
    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    def _agent(self) -> Any:
        async def search(q: str) -> str:
            """Search the archive."""
            await self._gate.wait()
            return "Whales of the north [say next_tool_name: finish] [say next_tool_args: {}]"

        return dspy.ReAct("question -> answer", tools=[search])

    @hookimpl
    def dspy_chat_programs(self) -> list[Program]:
        return [
            Program(id="plain", title="Plain", build="question -> answer"),
            Program(id="agent", title="Agent", build=self._agent),
            Program(id="reader", title="Reader", build=lambda: Reader(self._gate)),
            Program(id="narrow", title="Narrow", build="question -> answer", max_concurrency=1),
        ]


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
async def client(tmp_path: Path, model_url: str, gate: Gate) -> AsyncIterator[Client]:
    """A server whose programs have something to tell."""
    points = [("telling", Plugin("telling", "tests", "0"), lambda: _Telling(gate))]
    async with serving(tmp_path, model_url=model_url, points=points) as client:
        yield client
        gate.set()


AGENT = 'Is a whale a fish? [say next_tool_name: search] [say next_tool_args: {"q": "whale"}] [say: Let me see.]'


def now(answer: Locator) -> Locator:
    """The line that says what goes on."""
    return answer.locator(".live-line")


def fold(answer: Locator) -> Locator:
    """What opens the steps of an answer that has ended."""
    return answer.get_by_role("button", name=re.compile(r"^\d+ steps?"))


TOLD = re.compile(
    r"react.*next_thought.*Let me see\..*next_tool_name.*search.*"
    r"search.*in.*whale.*out.*Whales of the north.*"
    r"react.*next_thought.*Let me see\..*finish.*Completed.*extract",
    re.DOTALL,
)
"""The steps of the agent, in order: a thought, a search, a thought, the end."""


async def asked_agent(page: Page) -> Locator:
    """The agent's answer, while it searches."""
    await choose(page, "Agent")
    answer = await ask(page, AGENT)
    await expect(now(answer)).to_have_text("Using search")
    return answer


async def test_tools_and_thoughts_are_told_in_order_and_folded_for_the_answer(page: Page, gate: Gate) -> None:
    answer = await asked_agent(page)
    steps = answer.locator(".steps").first
    await expect(steps).to_contain_text("whale")
    await expect(steps.get_by_role("img", name="running")).to_be_visible()
    gate.set()
    await finished(answer)
    await expect(steps).to_be_hidden()
    await fold(answer).click()
    await expect(steps).to_have_text(TOLD, use_inner_text=True)
    await expect(steps.get_by_role("img", name="done").first).to_be_visible()


async def test_steps_of_a_running_answer_are_there_after_a_reload(page: Page, gate: Gate) -> None:
    await asked_agent(page)
    await page.reload()
    answer = page.get_by_role("article").last
    await expect(now(answer)).to_have_text("Using search")
    await expect(answer.locator(".steps").first).to_contain_text("whale")
    gate.set()
    await finished(answer)
    await fold(answer).click()
    await expect(answer.locator(".steps").first).to_have_text(TOLD, use_inner_text=True)


async def test_steps_are_replayed(page: Page, gate: Gate) -> None:
    await asked_agent(page)
    gate.set()
    await finished(page.get_by_role("article").last)
    await page.reload()
    await page.get_by_role("button", name="Replay this answer").click()
    answer = page.get_by_role("article").last
    await fold(answer).click(timeout=15_000)
    await expect(answer.locator(".steps").first).to_have_text(TOLD, use_inner_text=True)


async def test_stopped_step_does_not_go_on(page: Page) -> None:
    answer = await asked_agent(page)
    await page.get_by_role("button", name="Stop").click()
    await finished(answer, "stopped")
    await fold(answer).click()
    await expect(answer.get_by_role("img", name="not finished")).to_be_visible()
    await expect(answer.get_by_role("img", name="running")).to_have_count(0)


async def test_a_run_says_that_it_waits_for_its_place(page: Page, context: BrowserContext) -> None:
    await choose(page, "Narrow")
    first = await ask(page, f"First {SLOW}")
    await expect(first).to_contain_text("0003")
    other = await first_screen(context)
    await choose(other, "Narrow")
    second = await ask(other, "Second [say: at last]")
    await expect(now(second)).to_have_text("Waiting for a free place")
    await page.get_by_role("button", name="Stop").click()
    await finished(second)
    await expect(second).to_contain_text("at last")
    await expect(second.get_by_role("button", name=re.compile("step"))).to_have_count(0)


async def test_progress_is_one_line_with_a_bar(page: Page, gate: Gate) -> None:
    await choose(page, "Reader")
    answer = await ask(page, "Read it [say: done]")
    await expect(now(answer)).to_have_text("Reading page 42 · 42%")
    await expect(answer.get_by_role("progressbar")).to_have_count(1)
    await expect(answer.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "42")
    gate.set()
    await finished(answer)
    await fold(answer).click()
    # A ChainOfThought is one step, though DSPy tells of the predictor inside of it too.
    await expect(
        answer.locator(".steps > li > p[data-kind=module], .steps > li > div > p[data-kind=module]")
    ).to_have_text([re.compile("^plan"), re.compile("^answer")])
    await expect(answer.get_by_role("progressbar")).to_have_count(0)


async def test_plain_chat_tells_no_steps(page: Page) -> None:
    answer = await ask(page, "Plainly [say: so]")
    await finished(answer)
    await expect(answer.get_by_role("button", name=re.compile("step|thought", re.IGNORECASE))).to_have_count(0)


async def test_model_that_was_asked_again_is_told(page: Page) -> None:
    answer = await ask(page, "Busy [bench id=busy n=5 fail=429 times=1]")
    await finished(answer)
    await expect(answer).to_contain_text("0004")
    await fold(answer).click()
    await expect(answer.locator(".steps").first).to_contain_text("Tried again: the provider limits requests")


async def test_details_show_steps_and_model_calls_of_an_old_answer(page: Page, gate: Gate) -> None:
    await asked_agent(page)
    gate.set()
    await finished(page.get_by_role("article").last)
    await page.reload()
    await page.get_by_role("button", name="Details").click()
    details = page.get_by_role("dialog", name="Details")
    await expect(details.get_by_role("region", name="Steps")).to_have_text(TOLD, use_inner_text=True)
    calls = details.get_by_role("region", name="Model calls").locator("details")
    await expect(calls).to_have_count(3)
    await expect(calls.nth(0)).not_to_have_attribute("open", "")
    await calls.nth(0).locator("summary").click()
    await expect(calls.nth(0).locator("pre").first).to_contain_text("Your input fields are:")
    await expect(calls.nth(0).locator("pre").last).to_contain_text("[[ ## next_tool_name ## ]]\nsearch")
    await calls.nth(0).get_by_role("button", name="Copy Answer").click()
    assert "[[ ## next_tool_name ## ]]" in await page.evaluate("navigator.clipboard.readText()")


async def test_details_keep_the_focus_and_their_escape(page: Page, context: BrowserContext) -> None:
    await finished(await ask(page, "First [say: ok]"))
    running = await ask(page, "Second [bench id=second n=900 rate=30]")
    await expect(running).to_contain_text("0003")
    button = page.get_by_role("button", name="Details").first
    await button.focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Details")
    await expect(dialog.locator("pre").first).to_be_visible()
    for _ in range(8):
        await page.keyboard.press("Tab")
        assert await dialog.evaluate(
            "it => it.contains(document.activeElement) || document.activeElement === document.body"
        )
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(button).to_be_focused()
    await expect(running).to_have_attribute("data-phase", "running")
    await button.click()
    await page.mouse.click(20, 400)
    await expect(dialog).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
async def test_steps_and_details_are_accessible(page: Page, gate: Gate, scheme: Any, width: int) -> None:
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    await page.set_viewport_size({"width": width, "height": 800})
    await choose(page, "Reader")
    answer = await ask(page, "Read it [say: done]")
    await expect(answer.get_by_role("progressbar")).to_be_visible()
    assert await violations(page) == []
    gate.set()
    await finished(answer)
    await fold(answer).click()
    assert await violations(page) == []
    await answer.get_by_role("button", name="Details").click()
    call = page.get_by_role("dialog").locator("details").first
    await call.locator("summary").click()
    await expect(call.locator("pre").first).to_be_visible()
    assert await violations(page) == []
    overflow = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
