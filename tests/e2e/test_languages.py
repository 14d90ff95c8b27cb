"""The page in a second language: from the first paint on, without a word of the first."""

import asyncio
import re

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.e2e.test_chat import violations
from tests.serving import Client

ENGLISH = re.compile(r"\b(New chat|Programs|Search messages|What shall we ask|Message)\b")


@pytest.fixture
async def german(browser: Browser, client: Client) -> Page:
    """A page, not open yet, of a browser that prefers German."""
    context = await browser.new_context(base_url=str(client.base_url), locale="de-AT")
    return await context.new_page()


async def seen(page: Page) -> str:
    """The words that a person sees now."""
    return str(await page.evaluate("document.body.innerText"))


async def test_page_speaks_the_language_of_the_browser_and_never_another(german: Page) -> None:
    scripts, errors = asyncio.Event(), list[str]()
    german.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)

    async def held(route: Route) -> None:
        await scripts.wait()
        await route.continue_()

    await german.route("**/_next/**/*.js", held)
    await german.goto("/", wait_until="commit")
    box = german.locator("#message")
    await box.fill("Schon getippt")
    assert not ENGLISH.search(await seen(german))
    scripts.set()
    await german.get_by_role("region", name="Programme").get_by_role("button").first.wait_for()
    await expect(german.get_by_role("textbox", name="Nachricht", exact=True)).to_have_value("Schon getippt")
    assert not ENGLISH.search(await seen(german))
    assert await german.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["de", "ltr"]
    assert (await violations(german), errors) == ([], [])
