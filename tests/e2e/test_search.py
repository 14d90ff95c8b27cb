"""Search in a browser: words typed into the field lead to the very message, by keyboard alone."""

import re

from playwright.async_api import BrowserContext, expect

from tests.e2e.conftest import first_screen
from tests.serving import Client


async def test_search_opens_the_conversation_at_the_message(context: BrowserContext, client: Client) -> None:
    first = await client.turn("Tell me of narwhals [say: They are whales with a tusk.]")
    conversation = first.events[0].conversation  # type: ignore[union-attr]
    for number in range(12):
        await client.turn(f"And then, for the time {number}? [say: {'more ' * 60}]", conversation=conversation)
    await client.turn("Something else [say: of no importance]")
    page = await first_screen(context)
    field = page.get_by_role("combobox", name="Search messages")
    await field.fill("tus")
    found = page.get_by_role("option")
    await expect(found).to_have_count(2)
    await expect(found.first).to_contain_text("They are whales with a tusk.")
    await expect(found.first.locator("mark")).to_have_text("tusk")
    await field.press("ArrowDown")
    await field.press("ArrowUp")
    await field.press("Enter")
    await expect(page).to_have_url(re.compile(f"/c/{conversation}$"))
    sought = page.locator("[data-sought]")
    await expect(sought).to_contain_text("They are whales with a tusk.")
    await expect(sought).to_be_in_viewport(ratio=0.9)
    await expect(sought).to_be_focused()
    await page.wait_for_timeout(500)
    await expect(sought).to_be_in_viewport(ratio=0.9)
    await expect(page.get_by_role("button", name="Jump to the latest")).to_be_visible()
    await field.press("Escape")
    await expect(page.get_by_role("link", name=re.compile("Something else"))).to_be_visible()
