"""Files for a program: which are taken, how they reach the model, and what is refused with its place."""

import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from dspy_chat.api import guard
from dspy_chat.uploads import FILE_LIMIT, FILES_LIMIT, TEXT_LIMIT, told

from tests.forms import PDF, PNG, POINTS, WAV, data_url
from tests.serving import Answer, Client, serving

PICTURE = data_url("image/png", PNG)
NEEDED = {"title": "Trip", "count": 2}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
async def client(tmp_path: Path, model_url: str) -> AsyncIterator[Client]:
    async with serving(tmp_path, model_url=model_url, points=POINTS) as client:
        yield client


def final(answer: Answer) -> dict[str, Any]:
    assert answer.status == 200, answer.content[:500]
    return next(event for event in answer.events if event.type == "final").fields


async def question_of(client: Client, answer: Answer) -> dict[str, Any]:
    conversation = answer.events[0].conversation  # type: ignore[union-attr]
    tree = (await client.get(f"/api/conversations/{conversation}")).json()
    found: dict[str, Any] = next(one for one in tree["messages"] if one["role"] == "user")["fields"]
    return found


async def test_form_says_which_files_it_takes(client: Client) -> None:
    schema = (await client.get("/api/programs/everything")).json()["inputs"]
    rules = {name: part["x-upload"] for name, part in schema["$defs"].items() if "x-upload" in part}
    assert {name: rule["kind"] for name, rule in rules.items()} == {"Image": "image", "Audio": "audio", "File": "file"}
    assert "image/svg+xml" not in rules["Image"]["types"]
    assert {(rule["most"], rule["all"]) for rule in rules.values()} == {(FILE_LIMIT, FILES_LIMIT)}
    assert not any("description" in schema["$defs"][name] for name in rules)


async def test_picture_goes_to_the_model_and_stays_in_the_conversation(client: Client, model_url: str) -> None:
    answer = await client.turn("What is it? [say: squares]", program="look", inputs={"photo": {"url": PICTURE}})
    assert final(answer) == {"answer": "squares"}
    async with httpx.AsyncClient() as upstream:
        sent = (await upstream.get(model_url.removesuffix("/v1") + "/requests")).json()
    parts = [
        part for message in sent[-1]["messages"] if isinstance(message["content"], list) for part in message["content"]
    ]
    assert [part["image_url"]["url"] for part in parts if part["type"] == "image_url"] == [PICTURE]
    assert await question_of(client, answer) == {"photo": {"url": PICTURE}}
    assert (await client.events(answer.run_id)).stored == answer.stored
    trace = (await client.get(f"/api/runs/{answer.run_id}/trace")).text
    assert PICTURE[:60] not in trace


async def test_every_kind_of_input_reaches_the_program_as_its_type(client: Client) -> None:
    inputs = {
        **NEEDED,
        "mood": "grim",
        "day": "2026-11-22",
        "tags": ["a", "b"],
        "stops": [{"city": "Ulm", "photo": {"url": PICTURE}}, {"city": "Bonn", "nights": 3}],
        "ride": {"kind": "train", "line": "RE 5"},
        "tree": {"name": "root", "parts": [{"name": "leaf", "parts": []}]},
        "limits": {"km": 5},
        "photo": {"url": PICTURE},
        "sound": {"data": base64.b64encode(WAV).decode(), "audio_format": "wav"},
        "papers": [{"file_data": data_url("application/pdf", PDF), "filename": "a.pdf"}],
    }
    answer = await client.turn("all", program="everything", inputs=inputs)
    fields = final(answer)
    assert fields["rows"] == [
        {"city": "Ulm", "nights": 1, "photo": True},
        {"city": "Bonn", "nights": 3, "photo": False},
    ]
    assert fields["picture"] == {"url": PICTURE}
    assert fields["given"]["ride"] == {"kind": "train", "line": "RE 5"}
    assert fields["given"]["mood"] == "grim"
    assert await question_of(client, answer) == inputs


async def test_files_are_exported_and_come_back(client: Client, tmp_path: Path, model_url: str) -> None:
    answer = await client.turn("[say: x]", program="look", inputs={"photo": {"url": PICTURE}})
    exported = (await client.get("/api/export")).content
    conversation = answer.events[0].conversation  # type: ignore[union-attr]
    read = (await client.get(f"/api/conversations/{conversation}/export.md")).text
    assert told(PICTURE) in read
    assert PICTURE not in read
    async with serving(tmp_path / "other", model_url=model_url, points=POINTS) as other:
        taken = await other.post("/api/import", content=exported, headers={"Content-Type": "application/jsonl"})
        assert taken.json()["new"]["conversations"] == 1, taken.text
        assert await question_of(other, answer) == {"photo": {"url": PICTURE}}
        assert (await other.get("/api/export")).content == exported


REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "address": ({"photo": {"url": "http://169.254.169.254/latest"}}, "/photo", "no address is fetched"),
    "path": ({"photo": {"url": "/etc/passwd"}}, "/photo", ""),
    "file address": ({"photo": {"url": "file:///etc/passwd"}}, "/photo", ""),
    "download": ({"photo": {"url": "http://127.0.0.1:1/x", "download": True}}, "", ""),
    "svg": ({"photo": {"url": data_url("image/svg+xml", SVG)}}, "/photo", "png, jpeg, gif, webp"),
    "svg that says it is png": (
        {"photo": {"url": data_url("image/png", SVG)}},
        "/photo",
        "not of the type 'image/png'",
    ),
    "html": ({"photo": {"url": data_url("text/html", b"<script>")}}, "/photo", "not taken"),
    "no base64": ({"photo": {"url": "data:image/png,abc"}}, "/photo", "base64"),
    "damaged": ({"photo": {"url": "data:image/png;base64,%%%"}}, "/photo", "damaged"),
    "inside of a list": (
        {"stops": [{"city": "Ulm", "photo": {"url": "https://x.org/a.png"}}]},
        "/stops/0/photo",
        "no address",
    ),
    "id of a file": ({"papers": [{"file_id": "file-1"}]}, "/papers/0", "the file itself"),
    "file of nothing": ({"papers": [{"filename": "x"}]}, "/papers/0", "data URL"),
    "long name": ({"papers": [{"file_data": data_url("a/b", b"x"), "filename": "x" * 256}]}, "/papers/0", "255"),
    "pdf that is none": (
        {"papers": [{"file_data": data_url("application/pdf", b"x")}]},
        "/papers/0",
        "not of the type",
    ),
    "sound": ({"sound": {"data": "AAAA", "audio_format": "wav"}}, "/sound", "not of the type"),
    "kind of sound": ({"sound": {"data": "AAAA", "audio_format": "exe"}}, "/sound", "not taken"),
    "large": ({"photo": {"url": data_url("image/png", PNG + bytes(FILE_LIMIT))}}, "/photo", "larger than 5 MiB"),
    "number": ({"photo": 5}, "/photo", ""),
    "bound": ({"count": 10}, "/count", "less than or equal to 9"),
    "deep": ({"stops": [{"city": "Ulm"}, {"city": "U"}]}, "/stops/1/city", "at least 2"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_bad_input_is_refused_at_its_place(client: Client, name: str) -> None:
    inputs, place, words = REFUSED[name]
    response = await client.post(
        "/chat/stream", json={"message": "x", "program": "everything", "inputs": {**NEEDED, **inputs}}
    )
    body = response.json()
    assert (response.status_code, body["code"], body.get("input", "")) == (422, "bad_input", place), body
    assert words in body.get("reason", body["message"])
    assert len(response.text) < 1000
    assert (await client.get("/api/conversations")).json()["conversations"] == []


async def test_files_of_a_message_have_room_beside_its_text_and_no_more(client: Client) -> None:
    paper = data_url("application/octet-stream", bytes(FILE_LIMIT - 10))
    two = {"papers": [{"file_data": paper}] * 2}
    assert final(await client.turn("two", program="everything", inputs={**NEEDED, **two}))["count"] == 2
    for more, status in (({"papers": [{"file_data": paper}] * 3}, 413), ({**two, "photo": {"url": PICTURE}}, 422)):
        refused = await client.turn("more", program="everything", inputs={**NEEDED, **more})
        assert refused.status == status, refused.content[:300]
    text = "data:" + "x" * (TEXT_LIMIT + 1)
    refused = await client.turn("text", program="everything", inputs={**NEEDED, "title": text})
    assert (refused.status, b"without their files" in refused.content) == (422, True)


def sized(body: bytes, pieces: int) -> guard._Size:
    size = guard._Size(guard.Body(("application/json",), 1000, "", 5000))
    for at in range(0, len(body), pieces):
        size.add(body[at : at + pieces])
    size.add(b"")
    return size


@pytest.mark.parametrize("pieces", [1, 2, 5, 6, 7, 64, 1 << 20])
def test_body_is_counted_the_same_however_it_is_cut(pieces: int) -> None:
    body = json.dumps({"a": "data:" + "x" * 4000, "b": ["data:", "data:y", 'q"data:z']}).encode()
    size = sized(body, pieces)
    assert (size._files, size.fits) == (4000 + 0 + 1 + len("z"), True)
    assert size._others + len(size._held) + size._files == len(body)
    assert not sized(json.dumps({"a": "data:" + "x" * 5001}).encode(), pieces).fits
    assert not sized(json.dumps(["data:"] * 200).encode(), pieces).fits, "many small ones are a structure, and no file"
    assert not sized(b"[" * 1100, pieces).fits
