"""A client that a dying server cannot shake: takes turns, leaves, comes back, stops runs and deletes what it has read."""

import asyncio
import contextlib
import random
from typing import Final

import httpx

from tests.faults.journal import Journal, Sight

TOKENS: Final = 40
RATE: Final = 160
"""Tokens of an answer, and how many of them come a second: an answer takes a quarter of a second."""
SHUTTING_DOWN: Final = 503
"""What a server answers that has been told to end: to be tried again."""
LOST: Final = (httpx.TransportError, AttributeError)
"""A connection that broke. anyio raises AttributeError for one that breaks in the instant in which it was made."""


class Reader:
    """One client: takes a turn, follows it to its end through all that happens, and takes the next."""

    def __init__(self, name: str, port: int, journal: Journal, chance: random.Random) -> None:
        self._name = name
        self._url = f"http://127.0.0.1:{port}"
        self._journal = journal
        self._chance = chance
        self.over = False

    async def read(self) -> None:
        """Until `over` is set; then to the end of the open turn, and one more, which is neither stopped nor deleted."""
        count = 0
        async with httpx.AsyncClient(base_url=self._url, timeout=10) as client:
            while not self.over:
                count += 1
                await self._turn(client, f"{self._name}-{count}")
            await self._turn(client, f"{self._name}-last")

    async def _turn(self, client: httpx.AsyncClient, key: str) -> None:
        sight: Sight | None = None
        while True:
            with contextlib.suppress(*LOST, asyncio.TimeoutError):
                answer = self._ask(client, key) if sight is None else self._rejoin(client, sight)
                async with answer as response:
                    if response.status_code == 204:
                        return
                    if response.status_code == 200:
                        sight = self._sight(response, key, sight)
                        await asyncio.wait_for(self._note(response, sight), self._patience())
                    elif response.status_code != SHUTTING_DOWN:
                        await response.aread()
                        self._refused(response)
                        return
            if sight is not None and await self._is_over(client, sight):
                return
            await asyncio.sleep(self._chance.uniform(0.0, 0.1))

    async def _is_over(self, client: httpx.AsyncClient, sight: Sight) -> bool:
        """After a connection: whether this turn needs no more. Some are stopped then, some are deleted, also half way."""
        ended = sight.ended
        if self.over:
            return ended
        luck = self._chance.random()
        if luck < 0.1:
            await self._delete(client, sight.run)
            return True
        if luck < 0.3 and not ended:
            with contextlib.suppress(*LOST):
                response = await client.post(f"/api/runs/{sight.run}/stop")
                if response.is_error and response.status_code != SHUTTING_DOWN:
                    self._refused(response)
        return ended

    async def _delete(self, client: httpx.AsyncClient, run: str) -> None:
        """Delete the run's conversation, as often as it takes to hear of it."""
        self._journal.deleted.add(run)
        tried = False
        while True:
            with contextlib.suppress(*LOST):
                response = await client.get(f"/api/runs/{run}")
                if response.status_code == 404 and tried:
                    return  # the answer was lost, and the conversation is deleted
                if response.status_code == 200:
                    tried = True
                    response = await client.delete(f"/api/conversations/{response.json()['conversation']}")
                if response.status_code != SHUTTING_DOWN:
                    if response.is_error:
                        self._refused(response)
                    return
            await asyncio.sleep(self._chance.uniform(0.0, 0.1))

    def _ask(self, client: httpx.AsyncClient, key: str) -> contextlib.AbstractAsyncContextManager[httpx.Response]:
        body = {"message": f"[bench n={TOKENS} rate={RATE}]", "program": "chat"}
        return client.stream("POST", "/chat/stream", json=body, headers={"Idempotency-Key": key})

    def _rejoin(
        self, client: httpx.AsyncClient, sight: Sight
    ) -> contextlib.AbstractAsyncContextManager[httpx.Response]:
        path = f"/api/runs/{sight.run}/events"
        if self._chance.random() < 0.5:
            return client.stream("GET", path, params={"after": sight.cursor})
        return client.stream("GET", path, headers={"Last-Event-ID": str(sight.cursor)})

    def _sight(self, response: httpx.Response, key: str, before: Sight | None) -> Sight:
        run_id = response.headers["x-run-id"]
        self._journal.keys[run_id] = key
        sight = Sight(run_id, before.cursor if before else 0)
        self._journal.sights.append(sight)
        return sight

    async def _note(self, response: httpx.Response, sight: Sight) -> None:
        rest = b""
        async for data in response.aiter_raw():
            *frames, rest = (rest + data).split(b"\n\n")
            sight.frames += [frame + b"\n\n" for frame in frames if frame.startswith(b"id: ")]

    def _patience(self) -> float:
        """Seconds until this client leaves: mostly it stays to the end."""
        return self._chance.uniform(0.0, 0.5) if self._chance.random() < 0.4 else 30.0

    def _refused(self, response: httpx.Response) -> None:
        self._journal.refusals.append(f"refused: {response.request.url} got {response.status_code} {response.text}")
