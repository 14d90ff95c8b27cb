"""The web client's files: what is served, under which policy, and nothing outside their folder."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
from dspy_chat.web import Web
from fastapi import FastAPI

HASHES = ["'sha256-AAAA='", "'sha256-BBBB='"]


@pytest.fixture
def static(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    (folder / "_next" / "static").mkdir(parents=True)
    for name in ("index.html", "c.html", "404.html"):
        (folder / name).write_text(f"<title>{name}</title>")
    (folder / "csp.json").write_text(json.dumps({"index.html": HASHES, "c.html": HASHES[:1]}))
    (folder / "_next" / "static" / "app.js").write_text("let a")
    (folder / "icon.svg").write_text("<svg/>")
    (folder / "ü ö.txt").write_text("name")
    (tmp_path / "secret.txt").write_text("SECRET")
    (tmp_path / "static-but-other").mkdir()
    (tmp_path / "static-but-other" / "index.html").write_text("SECRET")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    return folder


@pytest.fixture
async def web(static: Path) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(Web(static).router)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client


async def test_pages_carry_the_policy_with_their_own_hashes(web: httpx.AsyncClient) -> None:
    for path, hashes in (("/", HASHES), ("/index.html", HASHES), ("/c/0123", HASHES[:1])):
        answer = await web.get(path)
        assert answer.status_code == 200
        policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
        assert policy["script-src"] == " ".join(["'self'", *hashes])
        assert policy["default-src"] == "'none'"
        assert policy["frame-ancestors"] == "'none'"
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-cache"
        assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("path", ["/", "/c/1", "/icon.svg", "/_next/static/app.js", "/nothing"])
async def test_every_answer_carries_the_safe_headers(web: httpx.AsyncClient, path: str) -> None:
    headers = (await web.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/c", "/c/", "/c/" + "a" * 32, "/c/a/b", "/c/a.txt"])
async def test_address_of_a_conversation_is_its_page(web: httpx.AsyncClient, path: str) -> None:
    assert (await web.get(path)).text == "<title>c.html</title>"


async def test_hashed_assets_are_kept_for_ever_and_others_are_asked_for(web: httpx.AsyncClient) -> None:
    assert (await web.get("/_next/static/app.js")).headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (await web.get("/icon.svg")).headers["cache-control"] == "no-cache"
    assert (await web.get("/icon.svg")).headers["etag"]


async def test_head_answers_as_get_without_a_body(web: httpx.AsyncClient) -> None:
    for path in ("/", "/c/1", "/icon.svg"):
        head, get = await web.head(path), await web.get(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == get.headers["content-length"]
        assert head.headers.get("content-security-policy") == get.headers.get("content-security-policy")


async def test_names_with_other_letters_are_found(web: httpx.AsyncClient) -> None:
    assert (await web.get("/ü%20ö.txt")).text == "name"


@pytest.mark.parametrize("path", ["/nothing", "/_next/nothing.js", "/index.html/x", "/_next", "/%20", "/%ff"])
async def test_unknown_path_is_the_page_for_that(web: httpx.AsyncClient, path: str) -> None:
    answer = await web.get(path)
    assert (answer.status_code, answer.text) == (404, "<title>404.html</title>")


OUTSIDE = [
    "/../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/%2e%2e%2fsecret.txt",
    "/..%5csecret.txt",
    "/_next/../../secret.txt",
    "/_next/%2e%2e/%2e%2e/secret.txt",
    "/c/../../secret.txt",
    "//etc/passwd",
    "/%2fetc%2fpasswd",
    "/../static-but-other/index",
    "/..%2fstatic-but-other%2findex.html",
    "/link.txt",
    "/....//secret.txt",
    "/%252e%252e/secret.txt",
    "/secret.txt%00.html",
    "/icon.svg%00",
    "/%00",
    "/" + "a" * 5000,
    "/" + "a/" * 3000,
    "/c/../" + "../" * 50 + "etc/passwd",
]


@pytest.mark.parametrize("path", OUTSIDE, ids=lambda path: path[:40])
async def test_no_path_leaves_the_folder(static: Path, path: str) -> None:
    """Asked for as raw bytes, as a client that does not tidy paths sends them."""
    app = FastAPI()
    app.include_router(Web(static).router)
    sent: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [],
        "server": ("test", 80),
        "client": ("test", 1),
    }
    await app(scope, receive, send)  # type: ignore[arg-type]
    body = b"".join(part.get("body", b"") for part in sent)  # type: ignore[misc]
    assert sent[0]["status"] in (200, 404)
    assert b"SECRET" not in body
    assert b"root:" not in body
    assert body in (b"<title>404.html</title>", b"<title>c.html</title>")


@pytest.mark.parametrize("path", ["/api/nothing", "/chat/nothing"])
async def test_unknown_path_of_the_api_is_no_page(web: httpx.AsyncClient, path: str) -> None:
    answer = await web.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown")


async def test_client_that_is_not_built_is_said(tmp_path: Path) -> None:
    app = FastAPI()
    app.include_router(Web(tmp_path / "none").router)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        answer = await client.get("/")
        assert answer.status_code == 503
        assert "web client is not built" in answer.text
        assert (await client.get("/api/x")).status_code == 404


async def test_client_that_is_built_anew_needs_no_new_server(web: httpx.AsyncClient, static: Path) -> None:
    (static / "csp.json").write_text(json.dumps({"index.html": ["'sha256-NEW='"]}))
    (static / "index.html").write_text("new")
    answer = await web.get("/")
    assert answer.text == "new"
    assert "'sha256-NEW='" in answer.headers["content-security-policy"]
    (static / "csp.json").unlink()
    assert "script-src 'self';" in (await web.get("/")).headers["content-security-policy"]
