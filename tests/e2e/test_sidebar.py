"""Finding and keeping in a browser: what is done with conversations, one or many, and that every page shows the same."""

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.e2e.conftest import first_screen
from tests.e2e.test_chat import SLOW, ask, finished, violations
from tests.serving import Client


async def shoot(page: Page, name: str) -> None:
    """A picture to look at, where SCREENSHOTS names a folder."""
    if folder := os.environ.get("SCREENSHOTS"):
        await page.screenshot(path=str(Path(folder) / f"{name}.png"))


def nav(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Conversations")


def row(page: Page, title: str) -> Locator:
    return nav(page).get_by_role("link", name=title)


async def do(page: Page, title: str, what: str) -> None:
    """Something from the menu of a conversation."""
    button = nav(page).get_by_role("button", name=f"More for “{title}”")
    await button.focus()
    await button.press("Enter")
    await page.get_by_role("menuitem", name=what, exact=True).click()


async def do_with_list(page: Page, what: str) -> None:
    await nav(page).get_by_role("button", name="More for all conversations").click()
    await page.get_by_role("menuitem", name=what, exact=True).click()


async def one_line(client: Client) -> None:
    """Until the server has one follower of changes, for all pages; of one that went it hears a moment later."""
    changes = client.app.state.parts.store.changes  # type: ignore[attr-defined]
    for _ in range(100):
        if len(changes._followers) == 1:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{len(changes._followers)} lines are open")


async def seven(context: BrowserContext) -> list[Page]:
    pages = [await first_screen(context)]
    pages += await asyncio.gather(*(first_screen(context) for _ in range(6)))
    return pages


async def test_seven_pages_are_in_step_over_one_connection(context: BrowserContext, client: Client) -> None:
    """A browser has six connections to a server for all its pages: with one for each, the seventh would stand still."""
    pages = await seven(context)
    here, there = pages[0], pages[-1]
    await one_line(client)
    answer = await ask(here, f"Count for me {SLOW}")
    for page in (there, pages[3]):
        await expect(row(page, "Count for me").get_by_label("Answering now")).to_be_visible()
    await there.goto(here.url)  # follows what was begun elsewhere
    await expect(there.get_by_role("article").last).to_contain_text("0040")
    await one_line(client)
    await finished(answer)
    await finished(there.get_by_role("article").last)
    await expect(row(pages[3], "Count for me").get_by_label("New answer")).to_be_visible()
    await expect(nav(there).get_by_label("Answering now")).to_have_count(0)

    await do(there, "Count for me [bench id=slow n=120 rate=30]", "Rename")
    await there.get_by_role("textbox", name="New title").fill("Numbers")
    await there.keyboard.press("Enter")
    await expect(row(here, "Numbers")).to_be_visible()
    await expect(here.get_by_role("heading", level=1)).to_have_text("Numbers")
    await do(here, "Numbers", "Delete")
    await expect(row(there, "Numbers")).to_have_count(0)
    await expect(there.get_by_role("main")).to_contain_text("does not exist, or was deleted")
    await expect(here.get_by_role("button", name="Undo")).to_be_focused()
    await here.keyboard.press("Enter")
    await expect(row(there, "Numbers")).to_be_visible()
    await expect(there.get_by_role("article").last).to_contain_text("0119")
    await expect(here.get_by_role("textbox", name="Message")).to_be_focused()

    # whichever page held the line: when it goes, another takes it, and nothing that happens meanwhile is missed
    for page in pages[:4]:
        await page.close()
    await client.patch(f"/api/conversations/{there.url[-32:]}", json={"title": "From elsewhere"})
    for page in pages[4:]:
        await expect(row(page, "From elsewhere")).to_be_visible()
    await one_line(client)


async def test_turn_that_was_begun_elsewhere_is_followed_on_the_page(page: Page, client: Client) -> None:
    await finished(await ask(page, "First [say: one]"))
    conversation = page.url[-32:]
    turn = asyncio.create_task(client.turn(f"Second {SLOW}", conversation=conversation))
    answer = page.get_by_role("article").last
    await expect(answer).to_contain_text("0010")
    await expect(answer).to_have_attribute("data-phase", "running")
    await finished(answer)
    await turn
    await client.turn("From curl [say: hello there]")
    await expect(row(page, "From curl [say: hello there]")).to_be_visible()


async def test_page_takes_the_line_from_one_that_sleeps(context: BrowserContext, client: Client) -> None:
    """Some browsers stop pages that are not seen: their line is open, and nobody hears what comes over it."""
    holder, other = await first_screen(context), await first_screen(context)
    session = await context.new_cdp_session(holder)
    await session.send("Page.setWebLifecycleState", {"state": "frozen"})
    await client.turn("Unheard [say: yes]")
    # the page that is looked at again, after a while in which nothing came
    await other.evaluate("() => { const now = Date.now; Date.now = () => now() + 60_000; }")
    await other.evaluate("() => dispatchEvent(new Event('pageshow'))")
    await expect(row(other, "Unheard [say: yes]")).to_be_visible()
    await session.send("Page.setWebLifecycleState", {"state": "active"})
    await expect(row(holder, "Unheard [say: yes]")).to_be_visible()
    await client.turn("Heard by both [say: yes]")
    for page in (holder, other):
        await expect(row(page, "Heard by both [say: yes]")).to_be_visible()
    await one_line(client)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
async def test_conversations_are_pinned_archived_deleted_and_taken_back(
    page: Page, client: Client, width: int, scheme: Any
) -> None:
    for name in ("Alpha", "Beta", "Gamma", "Delta"):
        await client.turn(f"{name} [say: ok]")
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    await page.set_viewport_size({"width": width, "height": 800})
    if width < 960:
        await page.get_by_role("button", name="Show conversations").click()
    await expect(row(page, "Delta [say: ok]")).to_be_visible()
    await do(page, "Beta [say: ok]", "Pin")
    pinned = nav(page).get_by_role("region", name="Pinned")
    await expect(pinned.get_by_role("link")).to_have_text(["Beta [say: ok]"])
    await nav(page).get_by_role("button", name="More for “Alpha [say: ok]”").focus()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("menuitem", name="Rename")).to_be_focused()
    assert await violations(page) == []
    await shoot(page, f"menu-{width}-{scheme}")
    await page.keyboard.press("End")
    await expect(page.get_by_role("menuitem", name="Delete")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(nav(page).get_by_role("button", name="More for “Alpha [say: ok]”")).to_be_focused()
    await do(page, "Alpha [say: ok]", "Archive")
    await expect(page.get_by_text("“Alpha [say: ok]” was archived.")).to_be_visible()
    assert await violations(page) == []
    await shoot(page, f"toast-{width}-{scheme}")
    await do_with_list(page, "Archived")
    await expect(row(page, "Alpha [say: ok]")).to_be_visible()
    await expect(nav(page).get_by_role("button", name="Back to the conversations")).to_be_focused()
    await shoot(page, f"archived-{width}-{scheme}")
    await nav(page).get_by_role("button", name="Back to the conversations").click()

    await do(page, "Gamma [say: ok]", "Select")
    await nav(page).get_by_role("checkbox", name="Delta [say: ok]").check()
    await expect(nav(page).get_by_text("2 selected")).to_be_visible()
    assert await violations(page) == []
    await shoot(page, f"chosen-{width}-{scheme}")
    async with page.expect_download() as waiting:
        await nav(page).get_by_role("button", name="Save to import elsewhere").click()
    file = await (await waiting.value).path()
    kept = file.read_text("utf-8")
    assert [name in kept for name in ("Alpha", "Beta", "Gamma", "Delta")] == [False, False, True, True]
    await nav(page).get_by_role("button", name="Delete", exact=True).click()
    await expect(page.get_by_text("2 conversations were deleted.")).to_be_visible()
    await expect(nav(page).get_by_role("link", name="[say: ok]")).to_have_count(1)
    await page.get_by_role("button", name="Undo").click()
    await expect(nav(page).get_by_role("link", name="[say: ok]")).to_have_count(3)
    await expect(page.locator("[id^=row-]:focus")).to_have_count(1)
    await do(page, "Delta [say: ok]", "Delete")
    await page.get_by_role("button", name="Dismiss").click()
    await do_with_list(page, "Deleted")
    assert await violations(page) == []
    await shoot(page, f"deleted-{width}-{scheme}")
    await do(page, "Delta [say: ok]", "Restore")
    await expect(page.get_by_text("“Delta [say: ok]” is back in the list.")).to_be_visible()


async def test_file_is_imported_and_what_came_of_it_is_told(page: Page, client: Client, tmp_path: Path) -> None:
    await client.turn("Whales [say: big]")
    await client.turn("Fish [say: small]")
    lines = (await client.get("/api/export")).text
    listed = (await client.get("/api/conversations")).json()["conversations"]
    whales = next(one["id"] for one in listed if one["title"].startswith("Whales"))
    await client.delete(f"/api/conversations/{whales}")
    changed = tmp_path / "changed.jsonl"
    changed.write_text(lines.replace("[say: small]", "[say: huge!]"), "utf-8")
    await do_with_list(page, "Import conversations")
    sheet = page.get_by_role("dialog", name="Import conversations")
    box = sheet.get_by_label("Choose a file").first
    await box.set_input_files(changed)
    await expect(sheet).to_contain_text("1 conversation was imported, with 2 messages.")
    await expect(sheet).to_contain_text("1 was not taken:")
    await expect(sheet).to_contain_text("it is here already")
    assert await violations(page) == []
    await shoot(page, "import")
    await page.set_viewport_size({"width": 390, "height": 800})
    await page.emulate_media(color_scheme="dark")
    await shoot(page, "import-390-dark")
    await sheet.get_by_role("button", name="Close").click()
    await page.set_viewport_size({"width": 1280, "height": 800})
    await expect(row(page, "Whales [say: big]")).to_be_visible()
