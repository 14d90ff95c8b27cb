"""Runs one program for one turn. The only folder that calls DSPy programs."""

from dspy_chat.runner.inputs import HISTORY_TURNS
from dspy_chat.runner.job import Job, Result
from dspy_chat.runner.results import usage_of
from dspy_chat.runner.run import Runner, tap_for

__all__ = ["HISTORY_TURNS", "Job", "Result", "Runner", "tap_for", "usage_of"]
