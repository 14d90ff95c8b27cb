"""Puts the web client into wheels and source distributions, building it where it is stale."""

import importlib.util
import os
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ClientHook(BuildHookInterface):
    """Does nothing for editable installs, with DSPY_CHAT_SKIP_FRONTEND=1, and where the client is built already.

    A source distribution carries the built client, so installing from it needs no Node.
    """

    def dependencies(self) -> list[str]:
        """Node as a wheel, where the client must be built and no Node is installed."""
        builder = _builder(Path(self.root))
        return [builder.NODE_PACKAGE] if _is_due(builder) and builder.needs_node() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        builder = _builder(Path(self.root))
        if version != "editable" and _is_due(builder):
            builder.build(self.app.display_info)


def _is_due(builder: ModuleType) -> bool:
    if os.environ.get("DSPY_CHAT_SKIP_FRONTEND") == "1":
        return False
    return not builder.is_fresh() and (builder.has_sources() or not builder.is_built())


def _builder(root: Path) -> ModuleType:
    """The script beside this file. A build backend runs hooks without their folder on the path."""
    script = root / "frontend" / "build_client.py"
    spec = importlib.util.spec_from_file_location("build_client", script)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(script)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
