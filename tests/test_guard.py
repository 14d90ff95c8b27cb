"""A page on the web cannot reach the chat: loopback is not a trust boundary."""

import asyncio
import itertools
from pathlib import Path

import httpx
import pytest

from tests.serving import Client, serving

DEVELOPMENT = "http://localhost:3010"
HOSTILE = [
    "evil.com",
    "127.0.0.1.evil.com",
    "localhost.evil.com:{port}",
    "127.0.0.1:80@evil.com",
    "127.0.0.1:{port}@evil.com",
    "user@localhost:{port}",
    "",
    "127.1",
    "2130706433",
    "0x7f000001",
    "localhost.",
    "localhost, evil.com",
    "evil.com, localhost",
    "localhost:{port}, evil.com",
    "localhost evil.com",
    "localhost:{port}:80",
    "localhost:x",
    "[::1]evil.com",
    "[::1].evil.com:{port}",
    "[::ffff:127.0.0.1]",
    "[::1",
    "0.0.0.0",
    "localhost/evil.com",
    "localhost\\evil.com",
    "localhost\0.evil.com",
    "l\xf6calhost",
]
PATHS = ["/health", "/", "/api/conversations", "/openapi.json", "/nothing"]
FOREIGN = [
    "https://evil.com",
    "null",
    "",
    "http://127.0.0.1:9",
    "http://localhost:3011",
    "https://localhost:3010",
    "http://localhost:3010.evil.com",
    "http://localhost:3010/",
    "http://127.0.0.1.evil.com:{port}",
    "http://evil.com@127.0.0.1:{port}",
    "evil://127.0.0.1:{port}",
    "http://127.0.0.1",
    "127.0.0.1:{port}",
    "http://LOCALHOST:3010, https://evil.com",
]


def port_of(client: Client) -> int:
    port = client.base_url.port
    assert port is not None
    return port


async def raw(client: Client, *lines: bytes, body: bytes = b"") -> tuple[int, bytes]:
    """Send a request that no client library would, and return the status and all that came back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port_of(client))
    writer.write(b"\r\n".join([*lines, b"connection: close", b"content-length: %d" % len(body), b"", body]))
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    await writer.wait_closed()
    return int(answer.split(b" ", 2)[1]), answer


async def kept(client: Client) -> int:
    """How many conversations there are."""
    return len((await client.get("/api/conversations")).json()["conversations"])


async def test_hostile_host_is_refused_on_every_path(client: Client) -> None:
    for host, path in itertools.product(HOSTILE, PATHS):
        value = host.format(port=port_of(client)).encode("latin-1")
        status, answer = await raw(client, b"GET " + path.encode() + b" HTTP/1.1", b"host: " + value)
        assert status in (400, 403), (host, answer)
        assert b"openapi" not in answer
        assert b"<html" not in answer


async def test_hostile_host_takes_no_turn(client: Client) -> None:
    for host in HOSTILE:
        value = host.format(port=port_of(client)).encode("latin-1")
        head = (b"POST /chat/stream HTTP/1.1", b"host: " + value, b"content-type: application/json")
        status, _ = await raw(client, *head, body=b'{"message":"x","program":"echo"}')
        assert status in (400, 403), host
    assert await kept(client) == 0


async def test_missing_or_doubled_host_is_refused(client: Client) -> None:
    assert (await raw(client, b"GET /health HTTP/1.0"))[0] in (400, 403)
    assert (await raw(client, b"GET /health HTTP/1.1", b"host: localhost", b"host: evil.com"))[0] in (400, 403)
    assert (await raw(client, b"GET /health HTTP/1.1", b"host: evil.com", b"host: localhost"))[0] in (400, 403)
    assert (await raw(client, b"GET http://evil.com/health HTTP/1.1", b"host: evil.com"))[0] in (400, 403)


async def test_own_host_is_served_with_and_without_port(client: Client) -> None:
    for host in ("127.0.0.1", "localhost", "LocalHost", "[::1]"):
        for value in (host, f"{host}:{port_of(client)}", f"{host}:80"):
            assert (await client.get("/health", headers={"Host": value})).status_code == 200, value


async def test_refusal_names_the_host_and_the_remedy(client: Client) -> None:
    refused = await client.get("/health", headers={"Host": "evil.com"})
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert "'evil.com'" in refused.json()["message"]
    assert "DSPY_CHAT_ALLOWED_HOSTS" in refused.json()["message"]


async def test_allowed_hosts_can_be_set(tmp_path: Path, model_url: str) -> None:
    async with serving(tmp_path, model_url=model_url, allowed_hosts=["chat.example"]) as client:
        assert (await client.get("/health", headers={"Host": "chat.example"})).status_code == 200
        assert (await client.get("/health", headers={"Host": "localhost"})).status_code == 403


async def test_foreign_origin_is_refused(client: Client) -> None:
    preflight = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    for origin in FOREIGN:
        headers = {"Origin": origin.format(port=port_of(client))}
        for response in (
            await client.get("/api/conversations", headers=headers),
            await client.get("/", headers=headers),
            await client.post("/chat/stream", headers=headers, json={"message": "x", "program": "echo"}),
            await client.delete(f"/api/conversations/{'0' * 32}", headers=headers),
            await client.post(f"/api/runs/{'0' * 32}/stop", headers=headers),
            await client.options("/chat/stream", headers={**headers, **preflight}),
        ):
            assert response.status_code == 403, (origin, response.request)
            assert response.json()["code"] == "forbidden"
            assert "access-control-allow-origin" not in response.headers
    assert await kept(client) == 0


async def test_own_origin_is_served(client: Client) -> None:
    for scheme in ("http", "https"):
        headers = {"Origin": f"{scheme}://127.0.0.1:{port_of(client)}", "Sec-Fetch-Site": "same-origin"}
        assert (await client.get("/api/conversations", headers=headers)).status_code == 200
        assert (await client.turn("x", headers, program="echo")).status == 200


@pytest.mark.parametrize("origin", [DEVELOPMENT, "http://127.0.0.1:3010"])
async def test_development_front_end_may_call_from_its_origin(client: Client, origin: str) -> None:
    preflight = await client.options(
        "/chat/stream",
        headers={
            "Origin": origin,
            "Sec-Fetch-Site": "same-site",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type,idempotency-key,last-event-id",
        },
    )
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == origin
    assert "POST" in preflight.headers["access-control-allow-methods"]
    for name in ("content-type", "idempotency-key", "last-event-id"):
        assert name in preflight.headers["access-control-allow-headers"].lower()
    answer = await client.turn("x", {"Origin": origin, "Sec-Fetch-Site": "same-site"}, program="echo")
    assert answer.headers["access-control-allow-origin"] == origin
    assert "x-run-id" in answer.headers["access-control-expose-headers"].lower()
    assert "access-control-allow-credentials" not in answer.headers


async def test_development_origin_follows_the_setting(tmp_path: Path, model_url: str) -> None:
    async with serving(tmp_path, model_url=model_url, frontend_port=4000) as client:
        assert (await client.get("/health", headers={"Origin": "http://localhost:4000"})).status_code == 200
        assert (await client.get("/health", headers={"Origin": DEVELOPMENT})).status_code == 403


async def test_request_of_another_site_is_refused_without_an_origin_too(client: Client) -> None:
    for site, mode in itertools.product(("cross-site", "same-site"), ("no-cors", "cors", "websocket", "")):
        headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode}
        assert (await client.get("/api/conversations", headers=headers)).status_code == 403
        assert (await client.get("/", headers=headers)).status_code == 403
        refused = await client.post("/chat/stream", headers=headers, json={"message": "x", "program": "echo"})
        assert refused.status_code == 403, (site, mode)
    assert await kept(client) == 0


async def test_link_from_another_site_opens_a_page_and_a_form_changes_nothing(client: Client) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert (await client.get("/", headers=headers)).status_code in (200, 503)  # 503: the client is not built here
    posted = await client.post("/chat/stream", headers=headers, json={"message": "x", "program": "echo"})
    assert (posted.status_code, await kept(client)) == (403, 0)


async def test_own_page_and_address_bar_are_served(client: Client) -> None:
    for site in ("same-origin", "none"):
        assert (await client.get("/api/conversations", headers={"Sec-Fetch-Site": site})).status_code == 200


async def test_body_that_a_foreign_form_could_send_is_refused(client: Client) -> None:
    forms = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json", "")
    for headers in ({}, *({"Content-Type": kind} for kind in forms)):
        refused = await client.post("/chat/stream", content=b'{"message":"x","program":"echo"}', headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (422, "bad_input"), headers
        assert "application/json" in refused.json()["message"]
    assert await kept(client) == 0


async def test_json_is_taken(client: Client) -> None:
    for kind in ("application/json", "application/json; charset=utf-8", "APPLICATION/JSON"):
        body = b'{"message":"x","program":"echo"}'
        assert (await client.post("/chat/stream", content=body, headers={"Content-Type": kind})).status_code == 200


async def test_plain_curl_is_served(client: Client) -> None:
    async with httpx.AsyncClient(base_url=client.base_url, headers={"User-Agent": "curl/8.5.0"}) as curl:
        body = b'{"message":"Hello"}'
        answer = await curl.post("/chat/stream", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 200
    assert b"event: end" in answer.content
