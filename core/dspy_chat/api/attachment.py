"""Answers that a browser saves as a file."""

import unicodedata
from urllib.parse import quote


def attached(name: str) -> dict[str, str]:
    """The headers of one: twice its name, for those that read only ASCII, as curl, and for all others (RFC 6266)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().strip("-")
    return {
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}",
    }
