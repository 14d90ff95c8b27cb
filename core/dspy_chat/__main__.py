"""`python -m dspy_chat`."""

from dspy_chat.cli import main

main()
