"""`Changes`: which conversations are no longer as they were, told to whoever follows. It knows neither rows nor connections.

What has changed is not kept for later: whoever comes reads all first. A follower that is slow is told of each conversation
once, however often it has changed meanwhile.
"""

import asyncio
from collections.abc import AsyncGenerator
from typing import Final

MANY: Final = 100
"""From so many on a follower reads the list again, and not one after another."""
TOGETHER_S: Final = 0.05
"""How long what comes close together is waited for: a turn in a new conversation is one change, not three."""


class _Follower:
    """What one follower has not been told yet; None: of all."""

    def __init__(self) -> None:
        self.waiting = asyncio.Event()
        self.untold: set[str] | None = set()

    def take(self) -> frozenset[str] | None:
        untold, self.untold = self.untold, set()
        self.waiting.clear()
        return None if untold is None else frozenset(untold)


class Changes:
    """Hears that conversations have changed, and tells it. To be used on the loop."""

    def __init__(self) -> None:
        self._followers: set[_Follower] = set()
        self._closed = False

    def tell(self, *conversation_ids: str) -> None:
        """These have changed: begun, renamed, kept in another way, answered, deleted or removed."""
        for follower in self._followers:
            if follower.untold is not None:
                follower.untold.update(conversation_ids)
                if len(follower.untold) > MANY:
                    follower.untold = None
            follower.waiting.set()

    def tell_all(self) -> None:
        """So many have changed that nobody says which."""
        for follower in self._followers:
            follower.untold = None
            follower.waiting.set()

    def close(self) -> None:
        """End all followers."""
        self._closed = True
        for follower in self._followers:
            follower.waiting.set()

    async def follow(self) -> AsyncGenerator[frozenset[str] | None, None]:
        """The ids of the conversations that have changed, as it happens; None for all, which also comes first."""
        follower = _Follower()
        self._followers.add(follower)
        try:
            yield None
            while not self._closed:
                await follower.waiting.wait()
                if not self._closed:
                    await asyncio.sleep(TOGETHER_S)
                    yield follower.take()
        finally:
            self._followers.discard(follower)
