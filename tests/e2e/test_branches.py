"""Versions in a browser: a question asked otherwise, an answer given again, and the way between them, by keyboard."""

import re

from dspy_chat.events import StartEvent
from playwright.async_api import BrowserContext, Page, expect

from tests.e2e.conftest import first_screen
from tests.e2e.test_chat import ask, finished, violations
from tests.serving import Client


async def test_question_is_asked_otherwise_and_both_versions_stay(page: Page, context: BrowserContext) -> None:
    log, status = page.get_by_role("log"), page.get_by_role("status")
    await finished(await ask(page, "A whale? [say: A mammal.]"))
    await finished(await ask(page, "And a shark? [say: A fish.]"))
    edit = page.get_by_role("button", name="Edit the question")
    await edit.first.press("Enter")
    box = page.get_by_role("textbox", name="Your question")
    await expect(box).to_be_focused()
    await expect(box).to_have_value("A whale? [say: A mammal.]")
    assert await violations(page) == []
    await box.press("Escape")
    await expect(edit.first).to_be_focused()
    await edit.first.press("Enter")
    await box.fill("A bat? [say: A mammal that flies.]")
    await box.press("Enter")
    await expect(log).to_contain_text("A mammal that flies.")
    await expect(log).not_to_contain_text("A fish.")
    await expect(page.get_by_role("textbox", name="Message")).to_be_focused()
    versions = page.get_by_role("group", name="Versions")
    await expect(versions).to_contain_text("2/2")
    await page.get_by_role("button", name="Version before").press("Enter")
    await expect(log).to_contain_text("A fish.")
    await expect(status.filter(has_text="Version 1 of 2")).to_have_count(1)
    await expect(page.get_by_role("button", name="Version before")).to_be_focused()
    await page.keyboard.press("ArrowRight")
    await expect(log).to_contain_text("A mammal that flies.")
    await expect(page.get_by_role("button", name="Next version")).to_be_focused()
    assert await violations(page) == []
    await page.keyboard.press("ArrowLeft")
    await expect(log).to_contain_text("A fish.")
    await page.reload()
    await expect(log).to_contain_text("A fish.")
    other = await context.new_page()
    await other.goto(page.url)
    await expect(other.get_by_role("log")).to_contain_text("A fish.")
    await expect(other.get_by_role("group", name="Versions")).to_contain_text("1/2")


async def test_answer_is_given_again_by_another_program_while_the_other_versions_go_on(page: Page) -> None:
    answer = page.get_by_role("article").last
    await finished(await ask(page, "Count [bench id=again n=60 rate=30]"))
    await page.get_by_role("button", name="Answer again", exact=True).click()
    await expect(answer).to_contain_text("0003")
    versions = page.get_by_role("group", name="Versions")
    await expect(versions).to_contain_text("2/2")
    await page.get_by_role("button", name="Version before").click()
    await finished(answer)
    assert await violations(page) == []
    await page.get_by_role("button", name="Answer again by").press("Enter")
    menu = page.get_by_role("menu")
    await expect(menu.get_by_role("menuitem").first).to_be_focused()
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Answer again by")).to_be_focused()
    await page.keyboard.press("Enter")
    await menu.get_by_role("menuitem", name=re.compile("^Echo")).press("Enter")
    await expect(versions).to_contain_text("3/3")
    await finished(answer)
    await expect(answer).to_have_attribute("aria-label", "Answer of Echo")
    await page.get_by_role("button", name="Version before").click()
    await expect(versions).to_contain_text("2/3")
    await finished(answer)
    await expect(answer).to_contain_text("".join(f"{n:04d} " for n in range(60)).strip())


async def test_stopped_answer_is_continued_in_a_turn_of_its_own(page: Page, client: Client, model_url: str) -> None:
    answer = await ask(page, "Long [bench id=cut n=120 rate=30]")
    await expect(answer).to_contain_text("0010")
    await page.keyboard.press("Escape")
    await finished(answer, "stopped")
    await page.get_by_role("button", name="Continue").click()
    await expect(page.get_by_role("article", name="You asked").last).to_contain_text("Please go on where you stopped.")
    await finished(page.get_by_role("article").last)
    asked = (await client.get(f"{model_url}/requests")).json()[-1]["messages"]
    assert any("0010" in message["content"] for message in asked if message["role"] == "assistant")


async def test_search_shows_the_branch_of_what_it_found(context: BrowserContext, client: Client) -> None:
    first = (await client.turn("Hello [say: Hi.]")).events[0]
    assert isinstance(first, StartEvent)
    conversation = first.conversation
    await client.turn("Of narwhals [say: They have a tusk.]", conversation=conversation)
    await client.turn("Else [say: Nothing.]", conversation=conversation, parent=first.message)
    page = await first_screen(context)
    await page.goto(f"/c/{conversation}")
    await expect(page.get_by_role("log")).to_contain_text("Nothing.")
    field = page.get_by_role("combobox", name="Search messages")
    await field.fill("tusk")
    await page.get_by_role("option").first.wait_for()
    await field.press("Enter")
    await expect(page.locator("[data-sought]")).to_contain_text("tusk")
    await expect(page.get_by_role("group", name="Versions")).to_contain_text("1/2")
