"""Our server, whose program `chat` is run as one that is not async: in a thread, with a model that it waits for.

`python -m tests.bench.sync_program --port P --model-url http://.../v1`, in the folder where it may keep its data.
"""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from dspy_chat import Program, hookimpl, server
from dspy_chat.app import create_app, quiet
from dspy_chat.plugins import Plugin, entry_points
from dspy_chat.settings import Settings


class SyncPrograms:
    """The plugin of the everyday programs, with their async side taken away."""

    @hookimpl
    def dspy_chat_programs(self) -> Iterator[Program]:
        load = next(load for name, _, load in entry_points() if name == "basics")
        for program in load().dspy_chat_programs():
            yield replace(program, is_async=False)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--model-url", required=True)
    given = parser.parse_args()
    more: dict[str, Any] = {"data_dir": Path.cwd(), "model": "openai/bench", "model_url": given.model_url}
    settings = Settings(_env_file=None, port=given.port, **more)
    settings.prepare_environment()
    app = create_app(settings, quiet, [("sync", Plugin("sync", "bench", "0"), SyncPrograms)])
    server.serve(app, server.listen(settings.host, settings.port), lambda: None)
