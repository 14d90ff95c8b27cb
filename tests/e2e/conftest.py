"""The built client on a real server in a real browser; only the language model is scripted."""

import runpy
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from dspy_chat.web import STATIC
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request, async_playwright

from tests.e2e import chromium
from tests.serving import Client

FRONTEND = Path(__file__).parent.parent.parent / "frontend"


@pytest.fixture(scope="session")
def built_client() -> Path:
    """The client, built from the sources that are here."""
    builder = runpy.run_path(str(FRONTEND / "build_client.py"))
    builder["build"](lambda line: None)
    return STATIC


@pytest.fixture(scope="session")
def launched(built_client: Path) -> chromium.Chromium:
    """A browser to launch; a test that cannot have one is skipped, and says why."""
    try:
        return chromium.find()
    except chromium.NoChromium as error:
        pytest.skip(f"BROWSER TESTS SKIPPED: {error}")


@pytest.fixture
async def browser(launched: chromium.Chromium) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**launched.options())
        yield browser
        await browser.close()


@dataclass
class Watch:
    """What a page must never do: fail, break its own security policy, or load from elsewhere."""

    home: str
    faults: list[str] = field(default_factory=list)

    def console(self, message: ConsoleMessage) -> None:
        told = ("ERR_CONNECTION_REFUSED", "409", "422")  # what the page says in its own words
        if message.type == "error" and not any(word in message.text for word in told):
            self.faults.append(f"console: {message.text}")

    def error(self, error: Exception) -> None:
        self.faults.append(f"script: {error}")

    def request(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.faults.append(f"request: {request.url}")

    def attach(self, page: Page) -> None:
        page.on("console", self.console)
        page.on("pageerror", self.error)
        page.on("request", self.request)


@pytest.fixture
async def context(browser: Browser, client: Client) -> AsyncIterator[BrowserContext]:
    """A browser profile of its own, whose pages are watched: a fault in any of them fails the test."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, base_url=str(client.base_url))
    await context.grant_permissions(["clipboard-read", "clipboard-write"])
    watch = Watch(str(client.base_url))
    context.on("page", watch.attach)
    yield context
    await context.close()
    assert watch.faults == []


async def first_screen(context: BrowserContext) -> Page:
    """The page, ready to send: before that, Enter is a line break in an empty form."""
    page = await context.new_page()
    await page.goto("/")
    await page.get_by_role("region", name="Programs").get_by_role("button").first.wait_for()
    return page


@pytest.fixture
async def page(context: BrowserContext) -> Page:
    """The first screen."""
    return await first_screen(context)
