"""Incremental readers of DSPy's answer formats: model text in, text per output field out, as early as is certain.

Pure: no I/O, no DSPy, nothing of `dspy_chat` outside this folder. The authority is `parse` of DSPy's own adapters.
"""

from dspy_chat.fields.reader import FieldReader, Piece
from dspy_chat.fields.sniffing import Format, reader_for

__all__ = ["FieldReader", "Format", "Piece", "reader_for"]
