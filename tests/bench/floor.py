"""The floor: Starlette passes the model's bytes through and does nothing else. No Python server does it for much less.

`python -m tests.bench.floor --port P --model-url http://.../v1`
"""

import argparse
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

_JSON = {"content-type": "application/json"}


def create_app(model_url: str) -> Starlette:
    """An app that answers POST /v1/chat/completions with what the model at `model_url` sends."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[dict[str, aiohttp.ClientSession]]:
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=None)) as session:
            yield {"session": session}

    async def pass_through(request: Request) -> Response:
        body = await request.body()

        async def pieces() -> AsyncIterator[bytes]:
            async with request.state.session.post(
                f"{model_url}/chat/completions", data=body, headers=_JSON
            ) as upstream:
                async for piece in upstream.content.iter_any():
                    yield piece

        return StreamingResponse(pieces(), media_type="text/event-stream")

    async def health(request: Request) -> Response:
        return PlainTextResponse("ok")

    routes = [Route("/v1/chat/completions", pass_through, methods=["POST"]), Route("/health", health)]
    return Starlette(routes=routes, lifespan=lifespan)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--model-url", required=True)
    given = parser.parse_args()
    app = create_app(given.model_url)
    uvicorn.run(app, port=given.port, loop="uvloop", http="httptools", access_log=False, log_level="warning")
