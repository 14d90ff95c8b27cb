"""A conversation as one HTML file: what is in it, what is left out, and that no text in it can get out."""

import json
import sqlite3
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from dspy_chat.api import share
from dspy_chat.errors import Unknown
from dspy_chat.exchange import file_name
from httpx import Response

from tests.following import opened
from tests.serving import Client

TEMPLATE = """<!doctype html><title>{title}</title>
<script type="application/json" id="conversation">{conversation}</script><script>ours()</script>
"""
HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!-- <script>",
    "[[]]></title></style>-->",
    "\u2028\u2029 {conversation} {title} & &lt; \\u003c/script",
    "</SCRIPT\t><img src=x onerror=alert(1)>",
]


@pytest.fixture(autouse=True)
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A template with the marks of the real one, which the browser tests build."""
    path = tmp_path / "share.template"
    path.write_text(TEMPLATE, "utf-8")
    monkeypatch.setattr(share, "TEMPLATE", path)
    return path


class Reader(HTMLParser):
    """What a browser finds in the file: the elements, and the text in each."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, ""))

    def handle_data(self, data: str) -> None:
        if self.elements:
            tag, text = self.elements[-1]
            self.elements[-1] = (tag, text + data)

    def handle_comment(self, data: str) -> None:
        self.elements.append(("!--", data))


async def file_of(client: Client, conversation: str) -> Response:
    return await client.get(f"/api/conversations/{conversation}/export.html")


def saved(response: Response) -> dict[str, Any]:
    """The conversation in a file. Holds that the file has the template's elements and no others."""
    assert response.status_code == 200, response.text
    elements = Reader(response.text).elements
    assert [tag for tag, _ in elements] == ["title", "script", "script"]
    assert elements[2][1].strip() == "ours()"
    found: dict[str, Any] = json.loads(elements[1][1])
    return found


async def conversation_of(client: Client, run_id: str) -> str:
    return str((await client.get(f"/api/runs/{run_id}")).json()["conversation"])


async def test_file_holds_the_branch_and_every_event_as_it_was_sent(client: Client) -> None:
    first = await client.turn("Is a whale a fish? [say: No.]")
    conversation = await conversation_of(client, first.run_id)
    second = await client.turn("And a bat? [say: Nor that.]", conversation=conversation)
    parts = saved(await file_of(client, conversation))
    tree = (await client.get(f"/api/conversations/{conversation}")).json()
    assert parts["v"] == 1
    assert (parts["title"], parts["head"]) == (tree["title"], tree["head"])
    assert [entry["message"] for entry in parts["entries"]] == tree["messages"][::-1]
    sent = [[json.loads(frame.split(b"data: ", 1)[1]) for frame in answer.frames] for answer in (second, first)]
    assert [entry["events"] for entry in parts["entries"]] == [sent[0], [], sent[1], []]


async def test_events_are_embedded_byte_for_byte_but_for_what_could_end_the_element(client: Client) -> None:
    answer = await client.turn("[say: Tom & Jerry say 1 < 2 > 0, äöü 🐋]")
    response = await file_of(client, await conversation_of(client, answer.run_id))
    text = response.text
    for mark in "<>&":
        text = text.replace(f"\\u{ord(mark):04x}", mark)
    for frame in answer.frames:
        assert frame.split(b"data: ", 1)[1].strip().decode() in text


@pytest.mark.parametrize("text", HOSTILE)
async def test_no_text_gets_out_of_its_place(client: Client, text: str) -> None:
    """As the question and so the title, and as the answer."""
    answer = await client.turn(f"{text} [say: {text}]")
    conversation = await conversation_of(client, answer.run_id)
    response = await file_of(client, conversation)
    parts = saved(response)
    answered, asked = (entry["message"]["text"] for entry in parts["entries"])
    assert answered == text.strip()
    assert asked == f"{text} [say: {text}]"
    assert Reader(response.text).elements[0][1].strip() == parts["title"].strip()


async def test_other_branches_stay_at_home(client: Client) -> None:
    first = await client.turn("One [say: 1]")
    conversation = await conversation_of(client, first.run_id)
    one = (await client.get(f"/api/conversations/{conversation}")).json()["head"]
    await client.turn("SECRET [say: 2]", conversation=conversation)
    await client.turn("Three [say: 3]", conversation=conversation, parent=one)
    response = await file_of(client, conversation)
    assert [entry["message"]["text"] for entry in saved(response)["entries"]] == [
        "3",
        "Three [say: 3]",
        "1",
        "One [say: 1]",
    ]
    assert "SECRET" not in response.text


async def test_turn_that_is_still_answered_is_left_out(client: Client) -> None:
    first = await client.turn("One [say: 1]")
    conversation = await conversation_of(client, first.run_id)
    async with opened(client, "Two [bench n=400 rate=20]", conversation=conversation) as stream:
        await stream.read(3)
        parts = saved(await file_of(client, conversation))
        assert [entry["message"]["text"] for entry in parts["entries"]] == ["1", "One [say: 1]"]
        assert parts["head"] == parts["entries"][0]["message"]["id"]
        await client.post(f"/api/runs/{stream.run_id}/stop")
    parts = saved(await file_of(client, conversation))
    assert [entry["events"][-1]["status"] for entry in parts["entries"] if entry["events"]] == ["stopped", "completed"]


async def test_conversation_of_which_nothing_is_answered_yet_is_an_empty_file(client: Client) -> None:
    async with opened(client, "One [bench n=400 rate=20]") as stream:
        await stream.read(2)
        conversation = await conversation_of(client, stream.run_id)
        assert saved(await file_of(client, conversation))["entries"] == []
        await client.post(f"/api/runs/{stream.run_id}/stop")


async def test_long_conversation_and_long_answer_come_in_many_pieces(client: Client, tmp_path: Path) -> None:
    answer = await client.turn("[bench n=3000 size=40]")
    conversation = await conversation_of(client, answer.run_id)
    with closing(sqlite3.connect(tmp_path / "chat.db", isolation_level=None)) as db:
        for number in range(450):
            db.execute(
                "INSERT INTO message (id, conversation, parent, role, text, fields, created_at) "
                "SELECT ?, conversation, (SELECT head FROM conversation), 'user', ?, '{}', 0 FROM message LIMIT 1",
                (f"{number:032x}", f"said {number}"),
            )
            db.execute("UPDATE conversation SET head = ?", (f"{number:032x}",))
    parts = client.app.state.parts  # type: ignore[attr-defined]
    pieces = [piece async for piece in share.page(parts.store, parts.log, conversation)]
    assert max(map(len, pieces)) < sum(map(len, pieces)) / 2
    found = json.loads(Reader(b"".join(pieces).decode()).elements[1][1])
    assert [entry["message"]["text"] for entry in found["entries"]][:450] == [f"said {n}" for n in range(449, -1, -1)]
    assert len(found["entries"][450]["events"]) == len(answer.frames)


async def test_file_is_for_the_disk_and_named_after_the_conversation(client: Client) -> None:
    answer = await client.turn("Wie groß ist ein Wal? 鯨 [say: x]")
    conversation = await conversation_of(client, answer.run_id)
    await client.patch(f"/api/conversations/{conversation}", json={"title": "Wie groß ist ein Wal? 鯨"})
    headers = (await file_of(client, conversation)).headers
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["content-security-policy"] == "sandbox allow-scripts"
    assert headers["cache-control"] == "no-store"
    assert headers["content-disposition"] == (
        f'attachment; filename="wie-gro-ist-ein-wal--{conversation[:8]}.html"; '
        f"filename*=UTF-8''wie-gro%C3%9F-ist-ein-wal-%E9%AF%A8-{conversation[:8]}.html"
    )


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Hello", "hello"),
        ("../../etc/passwd", "etc-passwd"),
        ('a"b\r\nSet-Cookie: x', "a-b-set-cookie-x"),
        ("…", "conversation"),
        ("CON", "con"),
        ("a\u0308" * 200, "ä" * 50),
        ("हिन्दी में", "हिन्दी-में"),
        ("\U0001d400 " * 90, "-".join("\U0001d400" * 25)),
    ],
)
def test_file_name_fits_every_disk(title: str, name: str) -> None:
    found = file_name(title, "0123456789abcdef", "html")
    assert found == f"{name}-01234567.html"
    assert len(f"{found}.part".encode()) < 256


async def test_what_cannot_be_shared_is_refused(client: Client, template: Path) -> None:
    answer = await file_of(client, "0" * 32)
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_conversation")
    turn = await client.turn("hi")
    template.unlink()
    answer = await file_of(client, await conversation_of(client, turn.run_id))
    assert (answer.status_code, answer.json()["code"]) == (503, "not_built")


async def test_file_of_a_conversation_that_is_deleted_meanwhile_has_no_end(client: Client) -> None:
    turn = await client.turn("[bench n=3000 size=40]")
    conversation = await conversation_of(client, turn.run_id)
    parts = client.app.state.parts  # type: ignore[attr-defined]
    pieces = share.page(parts.store, parts.log, conversation)
    for _ in range(3):
        await anext(pieces)
    await client.delete(f"/api/conversations/{conversation}")
    rest: list[bytes] = []
    with pytest.raises(Unknown):
        rest.extend([piece async for piece in pieces])
    assert rest == []
