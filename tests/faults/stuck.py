"""A server with one program that never ends: `python -m tests.faults.stuck DATA_DIR PORT`. To see that it can be ended."""

import sys
import time
from pathlib import Path
from typing import Any

import dspy
from dspy_chat import Program, hookimpl, server
from dspy_chat.app import create_app, quiet
from dspy_chat.plugins import Plugin
from dspy_chat.settings import Settings


class Stuck(dspy.Module):  # type: ignore[misc]
    """Not async, and deaf."""

    def forward(self, question: str) -> Any:
        while True:
            time.sleep(1)


class _Plugin:
    @hookimpl
    def dspy_chat_programs(self) -> list[Program]:
        return [Program(id="stuck", title="Stuck", build=Stuck)]


def main() -> None:
    settings = Settings(_env_file=None, data_dir=Path(sys.argv[1]), port=int(sys.argv[2]), model="demo")
    app = create_app(settings, quiet, [("stuck", Plugin("stuck", "tests", "0"), _Plugin)])
    server.serve(app, server.listen(settings.host, settings.port), lambda: None)


if __name__ == "__main__":
    main()
