"""A form with every kind of input, filled in a browser, sent, and shown again with the answer."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import FilePayload, Locator, Page, expect

from tests.e2e.test_chat import ask, choose, finished, violations
from tests.forms import PDF, PNG, POINTS, WAV
from tests.serving import Client, serving


@pytest.fixture
async def client(tmp_path: Path, model_url: str) -> AsyncIterator[Client]:
    async with serving(tmp_path, model_url=model_url, points=POINTS) as client:
        yield client


def payload(name: str, kind: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": kind, "buffer": content}


PICTURE = payload("squares.png", "image/png", PNG)


def box(page: Page, name: str) -> Locator:
    return page.get_by_role("textbox", name=re.compile(f"^{name}"))


async def fill_plain(page: Page) -> None:
    await box(page, "Title").fill("A trip")
    await page.get_by_role("spinbutton", name="Count").fill("2")
    await page.get_by_role("combobox", name="Mood").select_option("grim")
    await page.get_by_role("switch", name="Strict").click()
    await page.get_by_label("Day").fill("2026-11-22")
    await box(page, "Limits").fill('{"km": 5}')


async def fill_nested(page: Page) -> None:
    stops = page.get_by_role("group", name="Stops", exact=True)
    for city in ("Ulm", "Bonn"):
        await stops.get_by_role("button", name="Add to Stops").click()
        await expect(stops.get_by_role("textbox", name="City").last).to_be_focused()
        await page.keyboard.type(city)
    await stops.get_by_role("button", name="Move Stops 2 up").press("Enter")
    await expect(stops.get_by_role("button", name="Move Stops 1 down")).to_be_focused()
    await expect(stops.get_by_role("textbox", name="City").first).to_have_value("Bonn")
    await stops.get_by_role("group", name="Stops 1").locator("input[type=file]").set_input_files(PICTURE)
    await page.get_by_role("combobox", name="Ride: Kind").select_option("Train")
    await box(page, "Line").fill("RE 5")
    await page.get_by_role("button", name="Add Tree").click()
    await page.get_by_role("group", name="Tree", exact=True).get_by_role("textbox", name="Name").fill("root")


async def fill_files(page: Page) -> None:
    await page.get_by_label("Photo: Choose a file").last.set_input_files(PICTURE)
    await expect(page.get_by_role("img", name="Preview of squares.png").last).to_be_visible()
    await page.get_by_label("Sound: Choose a file").set_input_files(payload("beep.wav", "audio/wav", WAV))
    await page.get_by_label("Papers: Choose files").set_input_files([payload("a.pdf", "application/pdf", PDF)])
    await expect(page.get_by_text("a.pdf")).to_be_visible()


async def dropped(page: Page, event: str, name: str, kind: str, content: bytes) -> None:
    """A file comes over the message box, by hand or by the clipboard."""
    await page.get_by_role("textbox", name="Message").evaluate(
        """(box, [event, name, type, bytes]) => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], name, { type }));
            const init = { bubbles: true, cancelable: true };
            box.dispatchEvent(event === "paste"
                ? new ClipboardEvent("paste", { ...init, clipboardData: data })
                : new DragEvent("drop", { ...init, dataTransfer: data }));
        }""",
        [event, name, kind, list(content)],
    )


async def test_form_of_every_kind_is_filled_sent_and_shown(page: Page, client: Client) -> None:
    await choose(page, "Everything")
    await fill_plain(page)
    await fill_nested(page)
    await fill_files(page)
    assert await violations(page) == []
    answer = await ask(page, "All of it")
    await finished(answer)
    for text in ("Got 'All of it'", "Bonn", "so it is", "print(1)", "not formal", "RE 5"):
        await expect(answer).to_contain_text(text)
    await expect(answer.get_by_role("img", name="Picture")).to_be_visible()
    await expect(answer.get_by_role("row")).to_have_count(3)
    await answer.get_by_role("button", name="Copy the table as CSV").click()
    copied: Any = await page.evaluate("navigator.clipboard.readText()")
    assert copied == "city,nights,photo\r\nBonn,1,true\r\nUlm,1,false\r\n"
    question = page.get_by_role("article", name="You asked")
    await expect(question.get_by_role("img", name="photo")).to_be_visible()
    await expect(question.get_by_role("link", name=re.compile("a.pdf"))).to_be_visible()
    assert await violations(page) == []
    await page.reload()
    await expect(page.get_by_role("article", name="You asked").get_by_role("img", name="photo")).to_be_visible()
    await page.get_by_role("button", name="Inputs").click()
    await expect(box(page, "Title")).to_have_value("A trip")
    await expect(page.get_by_role("textbox", name="City").first).to_have_value("Bonn")


async def test_what_is_wrong_is_said_at_its_field_here_and_by_the_server(page: Page) -> None:
    await choose(page, "Everything")
    message = page.get_by_role("textbox", name="Message")
    await message.fill("Too soon")
    await message.press("Enter")
    await expect(box(page, "Title")).to_be_focused()
    await expect(box(page, "Title")).to_have_attribute("aria-invalid", "true")
    assert await violations(page) == []
    await box(page, "Title").fill("A trip")
    await page.get_by_role("spinbutton", name="Count").fill("2")
    # only the server can tell this one
    await box(page, "Limits").fill('{"km": "far"}')
    await message.press("Enter")
    await expect(page.get_by_text("Input should be a valid integer")).to_be_visible()
    await expect(box(page, "Limits")).to_be_focused()
    await expect(message).to_have_value("Too soon")
    await box(page, "Limits").fill("{}")
    await message.press("Enter")
    await finished(page.get_by_role("article").last)


async def test_files_are_dropped_pasted_refused_and_taken_away(page: Page) -> None:
    await choose(page, "Look")
    await dropped(page, "drop", "squares.png", "image/png", PNG)
    preview = page.get_by_role("img", name="Preview of squares.png")
    await expect(preview).to_be_visible()
    await page.get_by_role("button", name="Remove squares.png").click()
    await expect(preview).to_have_count(0)
    await expect(page.locator("input[type=file]")).to_be_focused()
    await page.locator("input[type=file]").set_input_files(payload("a.png", "image/png", b"<svg/>"))
    await expect(page.get_by_text("a.png: A file of this type is not taken.")).to_be_visible()
    await page.locator("input[type=file]").set_input_files(payload("b.png", "image/png", PNG + bytes(5 << 20)))
    await expect(page.get_by_text("b.png: This is larger than 5 MB.")).to_be_visible()
    await dropped(page, "paste", "pasted.png", "image/png", PNG)
    await expect(page.get_by_role("img", name="Preview of pasted.png")).to_be_visible()
    await finished(await ask(page, "What is it? [say: squares]"))
