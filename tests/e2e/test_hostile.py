"""A hostile model's text, streamed and stored, in a real browser: it runs nothing, and nobody else is asked for anything."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from dspy_chat import Program, hookimpl
from dspy_chat.plugins import Plugin
from playwright.async_api import Browser, Page, expect

from tests.e2e.test_chat import ask, finished
from tests.e2e.vectors import HTML, vectors
from tests.serving import Client, serving

COUNT = len(vectors(""))
FOREIGN = (
    "script, img, image, iframe, object, embed, style, link, meta, base, form, video, audio, input, template, portal"
)
FAULTS = """(article) => [...article.querySelectorAll("*")].flatMap((element) =>
  [...element.attributes].filter(({name, value}) =>
    name.startsWith("on") || /^(src|srcset|srcdoc|action|formaction|poster|background|ping)$/.test(name)
      || (name.endsWith("href") && !/^(https?|mailto):/.test(value)) || (name === "style" && /url|expression/.test(value))
  ).map(({name, value}) => `${element.tagName} ${name}=${value}`))"""


@dataclass
class Leak:
    """A server that nobody should ask."""

    address: str
    asked: list[str] = field(default_factory=list)


@pytest.fixture
async def leak() -> AsyncIterator[Leak]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        found.asked.append((await reader.readline()).decode("latin-1"))
        writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    found = Leak(f"127.0.0.1:{server.sockets[0].getsockname()[1]}")
    async with server:
        yield found


class _Plugin:
    @hookimpl
    def dspy_chat_programs(self) -> list[Program]:
        fields = ", ".join(f"f{number}" for number in range(COUNT))
        return [Program(id="many", title="Many", build=f"question -> {fields}, answer")]


@pytest.fixture
async def client(tmp_path: Path, model_url: str) -> AsyncIterator[Client]:
    points = [("many", Plugin("many", "tests", "0"), _Plugin)]
    async with serving(tmp_path, model_url=model_url, points=points, default_program="many") as client:
        yield client


async def harmless(page: Page, leak: Leak) -> None:
    """That the last answer on the page has done nothing."""
    article = page.get_by_role("article").last
    await expect(article.locator("math").first).to_be_attached()
    await asyncio.sleep(1)
    assert await page.evaluate("window.hacked") is None
    assert leak.asked == []
    assert await article.locator(FOREIGN).count() == 0
    assert await article.evaluate(FAULTS) == []


async def test_hostile_text_runs_nothing_and_asks_nobody_streamed_or_stored(page: Page, leak: Leak) -> None:
    texts = vectors(leak.address)
    assert len(texts) >= 140
    assert all(text.count("[") == text.count("]") for text in texts)
    said = "\n".join(f"[say f{number}: {text}]" for number, text in enumerate(texts))
    answer = await ask(page, f"{said}\n[say: That was all.]")
    await finished(answer)
    await expect(answer.locator(".part")).to_have_count(COUNT + 1)
    await harmless(page, leak)
    await page.reload()
    await expect(page.get_by_role("article").last.locator(".part")).to_have_count(COUNT + 1)
    await harmless(page, leak)


async def test_the_same_texts_do_harm_on_a_page_that_takes_them_as_html(browser: Browser, leak: Leak) -> None:
    """The control: what is found harmless above is found here."""
    page = await browser.new_page()
    await page.set_content("".join(vectors(leak.address)[: len(HTML) // 2]))
    await asyncio.sleep(1)
    assert await page.evaluate("window.hacked") == 1
    assert len(leak.asked) > 5
    await page.close()
