"""The main job in a browser: choose a program, ask, see the fields arrive, stop, reload, open again, replay."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Locator, Page, Route, expect

from tests.e2e.conftest import first_screen
from tests.serving import Client, serving

SLOW = "[bench id=slow n=120 rate=30]"
"""A scripted answer of 120 tokens, four seconds long."""
AXE = Path(__file__).parent.parent.parent / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


async def ask(page: Page, message: str) -> Locator:
    """Send a message; returns the newest answer."""
    box = page.get_by_role("textbox", name="Message")
    await box.fill(message)
    await expect(box).to_have_value(message)
    await box.press("Enter")
    answer = page.get_by_role("article").last
    await answer.wait_for()
    return answer


async def choose(page: Page, program: str) -> None:
    """Choose a program for the next turn in the composer's picker."""
    await page.get_by_role("button", name=re.compile("Choose a program")).click()
    await page.get_by_role("option", name=re.compile(f"^{program}")).click()


async def finished(answer: Locator, phase: str = "completed") -> None:
    await expect(answer).to_have_attribute("data-phase", phase, timeout=15_000)


async def test_first_screen_shows_programs_and_says_which_model_answers(page: Page) -> None:
    for title, description in (
        ("Chat", "A plain conversation"),
        ("Think", "Thinks step by step"),
        ("Echo", "Says what"),
    ):
        card = page.get_by_role("region", name="Programs").get_by_role("button", name=re.compile(f"^{title}"))
        await expect(card).to_contain_text(description)
    await expect(page.get_by_role("main")).to_contain_text("bench answers.")
    await expect(page.get_by_role("main")).to_contain_text("was named in the settings")


async def test_answer_streams_token_by_token_and_the_conversation_is_listed(page: Page) -> None:
    answer = await ask(page, f"Count for me {SLOW}")
    seen: list[int] = []
    while await answer.get_attribute("data-phase") == "running":
        seen.append(len(await answer.inner_text()))
        await asyncio.sleep(0.2)
    assert len(set(seen)) > 5, "the text must grow while it arrives"
    await expect(answer).to_contain_text("0000 0001")
    await expect(answer).to_contain_text("0118 0119")
    row = page.get_by_role("navigation", name="Conversations").get_by_role("link", name=re.compile("Count for me"))
    await expect(row).to_be_visible()
    await expect(page).to_have_url(re.compile(r"/c/[0-9a-f]{32}$"))


async def test_words_typed_before_the_page_has_its_scripts_stay(context: BrowserContext) -> None:
    page, scripts = await context.new_page(), asyncio.Event()

    async def held(route: Route) -> None:
        await scripts.wait()
        await route.continue_()

    await page.route("**/_next/**/*.js", held)
    await page.goto("/", wait_until="commit")
    box = page.get_by_role("textbox", name="Message")
    await box.fill("Early words [say: heard]")
    scripts.set()
    await page.get_by_role("region", name="Programs").get_by_role("button").first.wait_for()
    await expect(box).to_have_value("Early words [say: heard]")
    await box.press("Enter")
    await expect(page.get_by_role("article").last).to_contain_text("heard")


async def test_message_sent_before_the_programs_are_known_goes_when_they_are(context: BrowserContext) -> None:
    page, programs = await context.new_page(), asyncio.Event()
    asked = asyncio.Event()

    async def held(route: Route) -> None:
        asked.set()
        await programs.wait()
        await route.continue_()

    await page.route("**/api/programs", held)
    await page.goto("/", wait_until="commit")
    await asked.wait()
    box = page.get_by_role("textbox", name="Message")
    await box.fill("At once [say: heard]")
    await box.press("Enter")
    await expect(box).to_have_value("At once [say: heard]")
    programs.set()
    await expect(page.get_by_role("article").last).to_contain_text("heard")
    await expect(box).to_have_value("")


async def test_words_typed_while_a_new_chat_gets_its_name_stay_in_it(page: Page) -> None:
    begun = asyncio.Event()

    async def held(route: Route) -> None:
        await begun.wait()
        await route.continue_()

    await page.route("**/chat/stream", held)
    box = page.get_by_role("textbox", name="Message")
    await box.fill("First [say: heard]")
    await box.press("Enter")
    await box.fill("Written meanwhile")
    begun.set()
    await finished(page.get_by_role("article").last)
    await expect(page).to_have_url(re.compile(r"/c/"))
    await expect(box).to_have_value("Written meanwhile")
    await page.reload()
    await expect(box).to_have_value("Written meanwhile")
    await page.goto("/")
    await expect(page.get_by_role("region", name="Programs")).to_be_visible()
    await expect(box).to_have_value("")


async def test_thinking_stands_apart_from_the_answer(page: Page) -> None:
    await choose(page, "Think")
    answer = await ask(page, "Is a whale a fish? [say reasoning: Whales breathe air.] [say: No, a mammal.]")
    await finished(answer)
    thought = answer.get_by_role("button", name=re.compile("Thought"))
    await expect(thought).to_be_visible()
    await expect(answer).to_contain_text("No, a mammal.")


async def test_stop_keeps_the_partial_answer(page: Page) -> None:
    answer = await ask(page, f"Long {SLOW}")
    await expect(answer).to_contain_text("0010")
    await page.get_by_role("button", name="Stop").click()
    await finished(answer, "stopped")
    # Not `inner_text`, which is empty until the browser has laid out what it may leave out of view.
    await expect(answer).to_contain_text("0010")
    await expect(answer).not_to_contain_text("0119")
    await page.reload()
    await expect(page.get_by_role("article").last).to_contain_text("0010")
    await expect(page.get_by_role("article").last).to_contain_text("Stopped before it was complete")


async def test_escape_stops(page: Page) -> None:
    answer = await ask(page, f"Long {SLOW}")
    await expect(answer).to_contain_text("0005")
    await page.keyboard.press("Escape")
    await finished(answer, "stopped")


async def test_reload_in_mid_answer_goes_on(page: Page) -> None:
    answer = await ask(page, f"Long {SLOW}")
    await expect(answer).to_contain_text("0020")
    await page.reload()
    again = page.get_by_role("article").last
    await expect(again).to_contain_text("0020")
    await finished(again)
    await expect(again).to_contain_text("".join(f"{n:04d} " for n in range(120)).strip())


async def test_conversation_opens_again_from_the_list(page: Page) -> None:
    await finished(await ask(page, "First question [say: First answer]"))
    await page.get_by_role("link", name="New chat").click()
    # The box of the new chat takes the place of the other's, with a draft of its own.
    await page.get_by_role("region", name="Programs").wait_for()
    await finished(await ask(page, "Second question [say: Second answer]"))
    await page.get_by_role("link", name=re.compile("First question")).click()
    await expect(page.get_by_role("log")).to_contain_text("First answer")
    await expect(page.get_by_role("log")).not_to_contain_text("Second answer")


async def test_replay_plays_with_its_timing(page: Page) -> None:
    await finished(await ask(page, "Again [bench id=replayed n=60 rate=30]"))
    await page.get_by_role("button", name="Replay this conversation").click()
    player = page.get_by_role("region", name="Replay")
    await player.wait_for()
    answer = page.get_by_role("article").last
    lengths: list[int] = []
    for _ in range(6):
        lengths.append(len(await answer.inner_text()) if await answer.count() else 0)
        await asyncio.sleep(0.3)
    assert lengths == sorted(lengths)
    assert lengths[-1] > lengths[0], "the replay must move"
    await expect(answer).to_contain_text("0059", timeout=10_000)
    await player.get_by_role("button", name="Leave replay").click()
    await expect(page.get_by_role("textbox", name="Message")).to_be_visible()


async def test_program_is_switched_in_mid_chat(page: Page, client: Client) -> None:
    await finished(await ask(page, "One [say: From chat]"))
    await choose(page, "Echo")
    answer = await ask(page, "Two")
    await finished(answer)
    await expect(answer).to_have_attribute("aria-label", "Answer of Echo")
    await choose(page, "Think")
    await finished(await ask(page, "Three [say reasoning: hm] [say: From think]"))
    listed = (await client.get("/api/conversations")).json()["conversations"]
    assert len(listed) == 1
    read = (await client.get(f"/api/conversations/{listed[0]['id']}")).json()
    assert [message["run"]["program"]["id"] for message in read["messages"] if message["run"]] == [
        "chat",
        "echo",
        "think",
    ]


async def test_error_is_shown_and_can_be_tried_again(page: Page) -> None:
    answer = await ask(page, "Fail [bench id=broken n=5 fail=500 times=2]")
    await finished(answer, "failed")
    await expect(answer).to_contain_text("The model's server failed")
    await answer.get_by_role("button", name="Ask again").click()
    await finished(page.get_by_role("article").last)
    # The second try stands beside the first, and not after it.
    await expect(page.get_by_role("article", name="You asked")).to_have_count(1)


async def test_a_second_tab_follows_the_same_answer(page: Page, context: BrowserContext) -> None:
    answer = await ask(page, f"Shared {SLOW}")
    await expect(answer).to_contain_text("0003")
    other = await context.new_page()
    await other.goto(page.url)
    await finished(other.get_by_role("article").last)
    await finished(answer)
    await expect(other.get_by_role("article").last).to_contain_text("0119")


async def test_keyboard_alone_asks_and_switches(page: Page) -> None:
    await expect(page.get_by_role("textbox", name="Message")).to_be_focused()
    await page.keyboard.type("Hello [say: Hi]")
    await page.keyboard.press("Enter")
    await finished(page.get_by_role("article").last)
    await expect(page.get_by_role("textbox", name="Message")).to_be_focused()
    await page.get_by_role("button", name=re.compile("Choose a program")).focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("option").first).to_be_visible()
    await page.keyboard.type("echo")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name=re.compile("Choose a program Echo"))).to_be_visible()


async def test_draft_survives_a_reload(page: Page) -> None:
    await page.get_by_role("textbox", name="Message").fill("half a thought")
    await page.reload()
    await expect(page.get_by_role("textbox", name="Message")).to_have_value("half a thought")


async def violations(page: Page) -> list[str]:
    """What axe finds wrong on the page, as it is now."""
    found: dict[str, Any] = await page.evaluate(f"{AXE.read_text('utf-8')}; axe.run()")
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
async def test_every_state_is_accessible(page: Page, scheme: Any, width: int) -> None:
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    await page.set_viewport_size({"width": width, "height": 800})
    assert await violations(page) == []
    markdown = "# Title\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> quote `code`\n\n1. one\n2. two\n\n```py\nprint(1)\n```"
    answer = await ask(page, f"Rich [say: {markdown}] {SLOW}")
    await finished(answer)
    assert await violations(page) == []
    running = await ask(page, f"More {SLOW}")
    await expect(running).to_contain_text("0003")
    assert await violations(page) == []
    await page.get_by_role("button", name="Stop").click()
    await finished(running, "stopped")
    assert await violations(page) == []
    await page.get_by_role("button", name=re.compile("Choose a program")).click()
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Replay this conversation").click()
    await page.get_by_role("region", name="Replay").wait_for()
    assert await violations(page) == []


async def test_replay_bar_is_one_line_on_a_phone(page: Page) -> None:
    await page.set_viewport_size({"width": 390, "height": 740})
    await finished(await ask(page, "Short [say: ok]"))
    await page.get_by_role("button", name="Replay this conversation").click()
    bar = page.get_by_role("region", name="Replay")
    tops = [
        await bar.locator(part).last.evaluate("it => it.getBoundingClientRect().top") for part in ("input", "button")
    ]
    assert abs(tops[0] - tops[1]) < 30


@pytest.mark.parametrize("width", [320, 390, 768])
async def test_nothing_overflows_on_narrow_screens(page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 740})
    wide = "x" * 300
    await choose(page, "Echo")
    await finished(await ask(page, f"`{wide}` {wide}\n\n| {wide} | b |\n|---|---|\n| 1 | 2 |"))
    overflow = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0


async def test_page_says_when_the_server_is_gone_and_goes_on_when_it_is_back(
    browser: Any, tmp_path: Path, model_url: str, built_client: Path
) -> None:
    async with serving(tmp_path, model_url=model_url) as client:
        context = await browser.new_context(base_url=str(client.base_url))
        page = await first_screen(context)
        await finished(await ask(page, "Before [say: stored]"))
        port = client.base_url.port or 0
        answer = await ask(page, f"Cut off {SLOW}")
        await expect(answer).to_contain_text("0005")
    await expect(answer).to_have_attribute("data-phase", "interrupted", timeout=10_000)
    await expect(answer).to_contain_text("The server stopped while this was being answered")
    await ask(page, "After [say: back again]")
    await expect(page.get_by_text("The server does not answer. Trying again…").first).to_be_visible(timeout=20_000)
    async with serving(tmp_path, model_url=model_url, at_port=port):
        await expect(page.get_by_text("The server does not answer. Trying again…")).to_have_count(0, timeout=20_000)
        await finished(page.get_by_role("article").last)
        await expect(page.get_by_role("log")).to_contain_text("stored")
        await expect(page.get_by_role("log")).to_contain_text("back again")
    await context.close()
