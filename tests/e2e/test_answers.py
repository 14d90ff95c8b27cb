"""What an answer shows and takes, in a browser: Markdown, code, math, steps, copies, feedback."""

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.e2e.answers import POINTS
from tests.e2e.test_chat import ask, choose, finished, violations
from tests.serving import Client, serving


@pytest.fixture
async def client(tmp_path: Path, model_url: str) -> AsyncIterator[Client]:
    async with serving(tmp_path, model_url=model_url, points=POINTS, default_program="says") as client:
        yield client


async def answer_of(page: Page, program: str, message: str) -> Locator:
    await choose(page, program)
    answer = await ask(page, message)
    await finished(answer)
    return answer


async def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("ANSWER_SHOTS"):
        await page.screenshot(path=str(Path(folder) / f"{name}.png"))


async def copied(page: Page) -> str:
    return str(await page.evaluate("navigator.clipboard.readText()"))


async def test_markdown_shows_math_colours_tables_and_notes_and_gives_copies(page: Page) -> None:
    answer = await answer_of(page, "Says", "all")
    await expect(answer.locator("math")).to_have_count(3)
    await expect(answer.locator("math[display=block]")).to_have_count(1)
    await expect(answer.locator("mfrac, msqrt, munderover, mtable")).to_have_count(4)
    await expect(answer).to_contain_text("it costs $5 and $6")
    await expect(answer.locator(".hl-keyword").first).to_have_text("def")
    await expect(answer.locator(".hl-addition")).to_have_text("+ new line")
    await expect(answer.locator("sup")).to_have_text(["1", "1"])
    await expect(answer.get_by_role("img", name="not done")).to_be_visible()
    await answer.get_by_role("button", name="Copy table").click()
    assert await copied(page) == "Whale\tLength\tMass\nBlue\t30 m\t150 t\nMinke\t9 m\t7 t"
    await answer.get_by_role("button", name="Copy code").first.click()
    assert (await copied(page)).startswith('def whale(name: str = "Moby")')


async def test_stored_answer_shows_its_steps_when_asked(page: Page) -> None:
    answer = await answer_of(page, "Typed", "is it?")
    await page.reload()
    answer = page.get_by_role("article").last
    await answer.get_by_role("button", name="Show the steps").click()
    await expect(answer.locator(".steps")).to_contain_text("Reading")
    await answer.get_by_role("button", name="Copy Tags").click()
    assert await copied(page) == '[\n  "a",\n  "b"\n]'
    await expect(answer.get_by_role("list", name="About this answer")).to_contain_text("Typed")
    plain = await answer_of(page, "Says", "hello")
    await page.reload()
    plain = page.get_by_role("article").last
    await expect(plain).to_contain_text("hello")
    await expect(plain.get_by_role("button", name="Show the steps")).to_have_count(0)


async def test_feedback_by_keyboard_is_kept_and_taken_back(page: Page) -> None:
    answer = await answer_of(page, "Typed", "is it?")
    down = answer.get_by_role("button", name="Bad answer")
    await down.focus()
    await page.keyboard.press("Enter")
    await expect(down).to_have_attribute("aria-pressed", "true")
    panel = answer.get_by_role("form", name="Feedback on this answer")
    await panel.get_by_role("textbox", name="Comment").fill("Not so")
    await panel.get_by_role("button", name="Correct “Tags”").press("Enter")
    tags = panel.get_by_role("textbox", name="“Tags” should have been")
    await expect(tags).to_be_focused()
    await tags.fill("no list")
    await page.keyboard.press("Control+Enter")
    await expect(panel.get_by_role("alert")).to_contain_text("not valid JSON")
    await tags.fill('["whale"]')
    await panel.get_by_role("button", name="Correct “Sure”").click()
    await panel.get_by_role("combobox", name="“Sure” should have been").select_option("No")
    await page.keyboard.press("Control+Enter")
    await expect(answer.get_by_role("status")).to_have_text("Saved")
    await page.keyboard.press("Escape")
    await expect(answer.get_by_role("button", name="Your comment and corrections")).to_be_focused()
    await page.reload()
    answer = page.get_by_role("article").last
    await answer.get_by_role("button", name="Your comment and corrections").click()
    await expect(answer.get_by_role("textbox", name="Comment")).to_have_value("Not so")
    await expect(answer.get_by_role("textbox", name="“Tags” should have been")).to_have_value('[\n  "whale"\n]')
    await answer.get_by_role("button", name="Bad answer").click()
    await expect(answer.get_by_role("button", name="Bad answer")).to_have_attribute("aria-pressed", "false")
    await expect(answer.get_by_role("status")).to_have_text("Saved")


async def test_feedback_without_a_server_is_told_and_sent_later(page: Page, context: BrowserContext) -> None:
    answer = await answer_of(page, "Says", "hello")
    await page.route("**/feedback", lambda route: route.abort("connectionrefused"))
    await answer.get_by_role("button", name="Good answer").click()
    await expect(answer.get_by_role("status")).to_contain_text("Not saved yet")
    await page.unroute("**/feedback")
    await page.reload()
    answer = page.get_by_role("article").last
    await expect(answer.get_by_role("button", name="Good answer")).to_have_attribute("aria-pressed", "true")
    await page.reload()
    answer = page.get_by_role("article").last
    await expect(answer.get_by_role("button", name="Good answer")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
async def test_answers_and_feedback_are_accessible(page: Page, scheme: Any, width: int) -> None:
    await answer_of(page, "Says", "all")
    typed = await answer_of(page, "Typed", "is it?")
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    await page.set_viewport_size({"width": width, "height": 1000})
    await typed.get_by_role("button", name="Bad answer").click()
    await typed.get_by_role("button", name=re.compile("Correct “Count”")).click()
    await typed.get_by_role("button", name=re.compile("Correct “Answer”")).click()
    await expect(page.locator(".hl-keyword").first).to_be_attached()
    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    await picture(page, f"feedback-{width}-{scheme}")
    first = page.get_by_role("article").nth(1)
    for place in ("h2", "table", "figure"):
        await first.locator(place).last.scroll_into_view_if_needed()
        await picture(page, f"markdown-{place}-{width}-{scheme}")
    assert await violations(page) == []
