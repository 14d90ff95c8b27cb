"""The names that plugins may import. Everything below is private to the server and may change."""

from dspy_chat.errors import ChatError, ModelUnavailable
from dspy_chat.hookspecs import hookimpl
from dspy_chat.language_model import LanguageModel, Progress
from dspy_chat.program import Program
from dspy_chat.progress import progress

__all__ = ["ChatError", "LanguageModel", "ModelUnavailable", "Program", "Progress", "hookimpl", "progress"]
