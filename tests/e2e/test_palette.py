"""Hands and eyes: the palette, the shortcuts, the settings, the list of programs, a page that stumbles."""

import re
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from tests.e2e.conftest import first_screen
from tests.e2e.test_chat import ask, finished, violations
from tests.serving import Client


async def command(page: Page, typed: str) -> None:
    """Do what the palette offers first for some letters, by keyboard alone."""
    await page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="What shall be done, or found?")
    await expect(box).to_be_focused()
    await page.keyboard.type(typed)
    await expect(page.get_by_role("option").first).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(box).to_have_count(0)


async def test_palette_does_and_finds_everything_by_keyboard(page: Page, client: Client) -> None:
    await client.turn("Tell me of narwhals [say: They are whales with a tusk.]")
    await finished(await ask(page, "First question [say: First answer]"))
    await expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_focused()
    await command(page, "new ch")
    await expect(page.get_by_role("region", name="Programs")).to_be_visible()
    await command(page, "ask ech")
    await expect(page.get_by_role("button", name=re.compile("Choose a program Echo"))).to_be_visible()
    await expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_focused()
    await command(page, "first ques")
    await expect(page.get_by_role("log")).to_contain_text("First answer")
    await page.keyboard.press("Control+k")
    await page.keyboard.type("tusk")
    found = page.get_by_role("group", name="Messages").get_by_role("option", name=re.compile("whales with a tusk"))
    await expect(found.last).to_be_visible()
    assert await violations(page) == []
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-sought]")).to_be_focused()
    await command(page, "theme dark")
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await command(page, "deutsch")
    await expect(page.get_by_role("link", name="Neuer Chat")).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", "de")
    await page.reload()
    await expect(page.get_by_role("link", name="Neuer Chat")).to_be_visible()


async def test_keys_alone_count_only_where_nobody_types_and_can_be_switched_off(page: Page) -> None:
    box = page.get_by_role("textbox", name="Message", exact=True)
    await expect(box).to_be_focused()
    await page.keyboard.type("n?,b/")
    await expect(box).to_have_value("n?,b/")
    await page.get_by_role("heading", name="Programs", exact=True).click()
    await page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    await expect(sheet).to_contain_text("Ctrl+K")
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    await expect(sheet).to_have_count(0)
    await page.keyboard.press(",")
    settings = page.get_by_role("dialog", name="Settings")
    await settings.get_by_text("Compact").click()
    await expect(page.locator("html")).to_have_attribute("data-density", "compact")
    assert await violations(page) == []
    await settings.get_by_role("switch", name="Shortcuts of a single key").click()
    await settings.get_by_role("combobox", name="Language").select_option(label="Deutsch")
    settings = page.get_by_role("dialog", name="Einstellungen")
    await expect(settings.get_by_role("combobox", name="Sprache")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(settings).to_have_count(0)
    await page.get_by_role("heading", name="Programme", exact=True).click()
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("data-density", "compact")
    await expect(page.get_by_role("textbox", name="Nachricht", exact=True)).to_have_value("n?,b/")


async def test_programs_are_told_starred_and_begun_with(page: Page, context: BrowserContext) -> None:
    await page.get_by_role("link", name="Programs").click()
    await expect(page).to_have_url(re.compile("/programs$"))
    await expect(page.get_by_role("heading", level=1)).to_have_text("Programs")
    echo = page.get_by_role("article", name="Echo")
    await expect(echo).to_contain_text("dspy-chat-echo, version")
    await expect(page.get_by_role("article", name="Think").get_by_text("reasoning")).to_be_visible()
    assert await violations(page) == []
    await echo.get_by_role("button", name="Star Echo").click()
    await page.get_by_role("searchbox", name="Search programs").fill("says what")
    await expect(page.get_by_role("article")).to_have_count(1)
    await echo.get_by_role("button", name="New chat with Echo").click()
    await page.get_by_role("button", name=re.compile("Choose a program Echo")).click()
    await expect(page.get_by_role("option").first).to_have_text(re.compile("^Echo"))
    other = await context.new_page()
    await other.goto("/programs")
    await expect(other.get_by_role("article", name="Echo")).to_be_visible()


async def test_page_that_cannot_be_drawn_says_so_and_loses_nothing(browser: Browser, client: Client) -> None:
    context = await browser.new_context(
        base_url=str(client.base_url), permissions=["clipboard-read", "clipboard-write"]
    )
    page = await first_screen(context)
    await finished(await ask(page, "Kept [say: on the server]"))
    await page.get_by_role("textbox", name="Message", exact=True).fill("half a thought")

    async def broken(route: Route) -> None:
        answer = await route.fetch()
        told = await answer.json()
        for message in told["messages"]:
            message["text"] = None
        await route.fulfill(json=told)

    await page.route("**/api/conversations/*", broken)
    await page.reload()
    await expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("Nothing is lost")
    assert await violations(page) == []
    await page.get_by_role("button", name="Copy the details").click()
    copied = await page.evaluate("navigator.clipboard.readText()")
    assert "TypeError" in copied
    assert "on the server" not in copied
    await page.unroute("**/api/conversations/*", broken)
    await page.get_by_role("button", name="Load the page again").click()
    await expect(page.get_by_role("log")).to_contain_text("on the server")
    await expect(page.get_by_role("textbox", name="Message", exact=True)).to_have_value("half a thought")


ARABIC = "ما هو الحوت؟ [say: الحوت **حيوان ثديي**.\n\n- أول\n- ثان\n\n```py\nprint(1)\n```\n\nAnd English.]"


async def test_page_fits_every_screen_in_both_directions(context: BrowserContext, client: Client) -> None:
    await client.turn(ARABIC)
    page = await first_screen(context)
    await fits(page)
    listed: Any = (await client.get("/api/conversations")).json()["conversations"]
    await page.goto(f"/c/{listed[0]['id']}")
    answer = page.get_by_role("article").last
    await expect(answer).to_contain_text("And English.")
    direction = "it => getComputedStyle(it).direction"
    assert await answer.get_by_text("الحوت").evaluate(direction) == "rtl"
    assert await answer.get_by_text("And English.").evaluate(direction) == "ltr"
    assert await answer.locator("pre").evaluate(direction) == "ltr"
    await fits(page)
    assert await answer.evaluate("it => it.getBoundingClientRect().width") <= 900
    await page.evaluate("document.documentElement.dir = 'rtl'")
    await fits(page)
    await page.goto("/programs")
    await page.get_by_role("article").first.wait_for()
    await fits(page)


async def fits(page: Page) -> None:
    """Nothing is to be scrolled sideways, from the narrowest phone to the widest screen; which it is left at."""
    for width in (320, 390, 768, 1280, 2560):
        await page.set_viewport_size({"width": width, "height": 800})
        room = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert await page.evaluate(room) <= 0, width
