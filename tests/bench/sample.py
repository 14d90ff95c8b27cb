"""The "DSPy Streaming Chat" sample as such a sample is written: FastAPI, streamify, a listener per chat, no storage.

`python -m tests.bench.sample --port P --model-url http://.../v1`
"""

import argparse
import json
import time
from collections.abc import AsyncIterator

import dspy
import uvicorn
from fastapi import FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

PING_S = 10.0


class ChatRequest(BaseModel):
    message: str


def event(kind: str, **values: str) -> str:
    return f"data: {json.dumps({'type': kind, **values})}\n\n"


def create_app(model_url: str) -> FastAPI:
    """The sample's app on the model at `model_url`."""
    dspy.configure_cache(enable_disk_cache=False, enable_memory_cache=False)
    dspy.configure(lm=dspy.LM("openai/bench", api_base=model_url, api_key="bench", cache=False))
    program = dspy.Predict("question -> answer")
    app = FastAPI()
    app.add_middleware(CORSMiddleware, allow_origins=["http://localhost:3010"], allow_methods=["*"])

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.post("/chat/stream")
    async def chat_stream(body: ChatRequest, request: Request) -> StreamingResponse:
        async def events() -> AsyncIterator[str]:
            yield event("start")
            listener = dspy.streaming.StreamListener(signature_field_name="answer")
            answer = dspy.streamify(program, stream_listeners=[listener])
            pinged = time.monotonic()
            try:
                async for value in answer(question=body.message):
                    if await request.is_disconnected():
                        return
                    if isinstance(value, dspy.streaming.StreamResponse):
                        yield event("token", text=value.chunk)
                    elif isinstance(value, dspy.streaming.StatusMessage):
                        yield event("status", text=value.message)
                    elif isinstance(value, dspy.Prediction):
                        yield event("final", answer=value.answer)
                    if time.monotonic() - pinged > PING_S:
                        pinged = time.monotonic()
                        yield event("ping")
            except Exception as error:
                yield event("error", message=str(error))
            yield event("end")

        return StreamingResponse(events(), media_type="text/event-stream", headers={"Cache-Control": "no-cache"})

    return app


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--model-url", required=True)
    given = parser.parse_args()
    uvicorn.run(create_app(given.model_url), port=given.port, loop="asyncio", http="h11", log_level="warning")
