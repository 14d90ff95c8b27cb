"""Removes for good what was deleted long enough ago: at the start, and from then on."""

import asyncio
import logging
import time
from typing import Final

from dspy_chat.errors import StorageFailed
from dspy_chat.store import Store

_log = logging.getLogger(__name__)
LOOK_S: Final = 60.0
"""How often it looks: a deleted conversation stays so much longer, at most."""
_AT_LEAST_S: Final = 1.0


async def purge(store: Store, keep_s: float) -> None:
    """Remove every conversation `keep_s` after it was deleted, until this is cancelled. A disk that fails is asked again."""
    while True:
        try:
            removed = await store.purge(round((time.time() - keep_s) * 1000))
        except StorageFailed as error:
            _log.warning("deleted conversations could not be removed yet: %s", error.code)
        else:
            if removed:
                _log.info("%d deleted conversations were removed for good", removed)
        await asyncio.sleep(min(LOOK_S, max(_AT_LEAST_S, keep_s)))
