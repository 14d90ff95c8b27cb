"""Reads the XML format, one element per field, as `dspy.XMLAdapter.parse` does.

The same parser (expat) reads the markup, so entities, CDATA, comments, attributes, namespaces and `<entry key="field">`
mean what they mean to the adapter; plain text inside a field does not pass through it. Where a field has child elements
the adapter gives them back as text and strips nothing: a child comes whole at its end.

Exactness is impossible, because text already given cannot be taken back, in two cases: white space before the first
text of a field that has a child further on (the adapter keeps it, this reader has trimmed it), and a field without
children whose element comes twice (the adapter answers with Python's `str` of the list of both, this reader with the
first). Answers that are not well-formed are refused by the adapter; this reader stops at the fault.

Held back: white space at the ends, and tags, entities, children, comments, a "]" in CDATA until they are whole.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from typing import Final
from xml.parsers import expat

from dspy_chat.fields.reader import Piece, Trimmed, joined

_FIELD_DEPTH: Final = 2
_LARGE: Final = 256
_RESCAN: Final = 16


def _name(raw: str) -> str:
    """ElementTree's spelling of a name in a namespace: expat, told to separate by "}", leaves out the first brace."""
    return "{" + raw if "}" in raw else raw


class XmlReader:
    """Reads one answer in the XML format; gives the text of `fields`, whatever their types."""

    __slots__ = (
        "_broken",
        "_child",
        "_depth",
        "_fed",
        "_field",
        "_flowing",
        "_has_children",
        "_in_cdata",
        "_in_text",
        "_out",
        "_parser",
        "_pending",
        "_rescanned",
        "_trimmed",
        "_unfed",
        "_unfed_size",
        "_wanted",
    )

    def __init__(self, fields: Iterable[str]) -> None:
        self._wanted = set(fields)
        self._field: str | None = None
        self._trimmed = Trimmed()
        self._has_children = False
        self._child: ET.TreeBuilder | None = None
        self._depth = 0
        self._in_cdata = False
        self._in_text = False
        self._flowing = False
        self._broken = False
        self._out: list[Piece] = []
        self._unfed: list[str] = []
        self._unfed_size = 0
        self._fed = 0
        self._pending = 0
        self._rescanned = 0
        self._parser = self._new_parser()
        self._parse("<dspy_root>")

    def feed(self, text: str) -> list[Piece]:
        # The hot path: text of a field, with the parser at rest. It does not see this text, so it has nothing to hold.
        if self._in_text and "<" not in text and "&" not in text and "\r" not in text:
            if self._field is not None and self._flowing and text and not text[-1].isspace():
                return [(self._field, text)]
            self._add(text)
        elif text and not self._broken:
            self._unfed.append(text)
            self._unfed_size += len(text)
            if not self._waits(text):
                self._parse_unfed()
        self._flowing = self._in_text and not self._has_children and self._trimmed.flowing
        return self._taken()

    def close(self) -> list[Piece]:
        if self._unfed:
            self._parse_unfed()
        return self._taken()

    def _new_parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate("utf-8", "}")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.StartCdataSectionHandler = self._start_cdata
        parser.EndCdataSectionHandler = self._end_cdata
        # Expat from 2.6 holds an unfinished token until the text has doubled; `_waits` does that for large ones only.
        if hasattr(parser, "SetReparseDeferralEnabled"):
            parser.SetReparseDeferralEnabled(False)
        return parser

    def _waits(self, text: str) -> bool:
        """Whether to collect more first: to rescan a large unfinished tag or comment for each chunk would be quadratic.

        A ">" may end it, and is worth a rescan as long as all of these together stay in proportion to the text.
        """
        if self._pending <= _LARGE or self._unfed_size >= self._pending:
            return False
        return ">" not in text or self._rescanned > _RESCAN * self._fed

    def _parse_unfed(self) -> None:
        text = "".join(self._unfed)
        self._unfed = []
        self._unfed_size = 0
        self._parse(text)

    def _parse(self, text: str) -> None:
        self._in_text = False
        try:
            data = text.encode()
            self._fed += len(data)
            self._rescanned += self._pending if self._pending > _LARGE else 0
            self._parser.Parse(data)
        except (expat.ExpatError, UnicodeEncodeError, RecursionError):
            self._broken = True
            return
        self._pending = self._fed - self._parser.CurrentByteIndex
        in_field = self._field is not None and self._child is None
        self._in_text = in_field and not self._in_cdata and not self._pending

    def _taken(self) -> list[Piece]:
        out, self._out = self._out, []
        return joined(out) if len(out) > 1 else out

    def _add(self, text: str) -> None:
        if self._field is None:
            return
        if self._has_children:
            text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        else:
            text = self._trimmed.add(text)
        if text:
            self._out.append((self._field, text))

    def _start(self, raw: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == _FIELD_DEPTH:
            self._open(_name(raw), attributes)
        elif self._field is not None:
            if self._child is None:
                self._child = ET.TreeBuilder()
                self._keep_blanks(self._field)
            self._child.start(_name(raw), {_name(key): value for key, value in attributes.items()})

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        if name == "entry":
            name = attributes.get("key", name)
        if name in self._wanted:
            self._wanted.discard(name)
            self._field = name
            self._trimmed = Trimmed()
            self._has_children = False

    def _keep_blanks(self, field: str) -> None:
        """From its first child on, a field is not stripped."""
        self._has_children = True
        if held := self._trimmed.take_held():
            self._out.append((field, held))

    def _end(self, raw: str) -> None:
        if self._child is not None and self._field is not None:
            self._child.end(_name(raw))
            if self._depth == _FIELD_DEPTH + 1:
                self._out.append((self._field, ET.tostring(self._child.close(), encoding="unicode")))
                self._child = None
        elif self._depth == _FIELD_DEPTH:
            self._field = None
        self._depth -= 1

    def _data(self, text: str) -> None:
        if self._child is not None:
            self._child.data(text)
        else:
            self._add(text)

    def _start_cdata(self) -> None:
        self._in_cdata = True

    def _end_cdata(self) -> None:
        self._in_cdata = False
