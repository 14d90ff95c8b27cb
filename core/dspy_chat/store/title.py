"""A conversation's first title, made of its first message without asking anybody."""

import re
from typing import Final

TITLE: Final = 80
"""Most characters of it."""
_ENOUGH: Final = 20
"""Characters from which on a title says something; a greeting before the question does not."""
_LOOKED_AT: Final = 4_000
"""Characters of a message that may hold it."""
_CODE: Final = re.compile(r"^ {0,3}(```+|~~~+)[^\n]*\n?(.*?)(?:^ {0,3}\1[`~]*\s*$|\Z)", re.M | re.S)
_LINK: Final = re.compile(r"!?\[([^][\n]*)\]\([^()\s]*(?:\s+\"[^\"\n]*\")?\)")
_MARKS: Final = re.compile(r"^ {0,3}(?:#{1,6}\s+|(?:>\s?)+|[-*+]\s+(?:\[[ xX]\]\s+)?|\d{1,9}[.)]\s+)", re.M)
_RULES: Final = re.compile(r"^[ \t]*(?:[-*_=][ \t]*){3,}$|^[ \t]*\|?[ \t:|-]*-{3}[ \t:|-]*$", re.M)
_STRONG: Final = re.compile(r"(\*\*|__|~~|`+)(?=\S)(.+?)(?<=\S)\1")
_SOFT: Final = re.compile(r"(?<!\w)([*_])(?=\S)([^*_\n]+?)(?<=\S)\1(?!\w)")
# A full stop before a small letter ends an abbreviation and no sentence.
_END: Final = re.compile(r"[!?…]+[\"'”’)]*\s+|\.[\"'”’)]*\s+(?![a-zß-öø-ÿ])|[。！？]+|\n\s*\n")  # noqa: RUF001


def title_of(text: str) -> str:
    """The first sentence that says something, on one line, without Markdown and code, cut at a word."""
    text = text.strip()[:_LOOKED_AT]
    line = _sentence(_plain(_CODE.sub("\n\n", text))) or _sentence(_plain(_CODE.sub(r"\2", text))) or _line(text)
    if len(line) <= TITLE:
        return line or "New conversation"
    return line[: TITLE - 1].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"  # noqa: RUF001


def _plain(text: str) -> str:
    """Text without the marks of Markdown."""
    text = _MARKS.sub("", _RULES.sub("", text))
    return _SOFT.sub(r"\2", _STRONG.sub(r"\2", _LINK.sub(r"\1", text)))


def _sentence(text: str) -> str:
    """The sentences up to the first that makes enough; nothing where there is neither letter nor digit."""
    at = 0
    for match in _END.finditer(text):
        at = match.end()
        if len(_line(text[:at])) >= _ENOUGH:
            break
    else:
        at = len(text)
    line = _line(text[:at])
    return line.removesuffix(":") if any(letter.isalnum() for letter in line) else ""


def _line(text: str) -> str:
    return " ".join(text.split())
