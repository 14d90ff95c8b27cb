"""The web client's files: pages with their Content-Security-Policy, and assets that never change under one name."""

import json
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, PlainTextResponse

STATIC: Final = Path(__file__).parent / "static"
_POLICY: Final = (
    "default-src 'none'; script-src 'self'{hashes}; style-src 'self'; img-src 'self' data: blob:; media-src data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default"
)
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_NOT_BUILT: Final = (
    "The API is running, but the web client is not built.\n"
    "In a checkout: `uv run dspy-chat` builds it, or `npm run dev` in frontend/ serves it on port 3010.\n"
)


class Web:
    """Serves the exported pages: `/`, `/c/<conversation>` and the assets beside them."""

    def __init__(self, static: Path = STATIC) -> None:
        self._static = static
        self.router = APIRouter(include_in_schema=False)
        # HEAD too: the client's links ask with it before they load a page.
        self.router.add_api_route("/{path:path}", self.serve, methods=["GET", "HEAD"])

    async def serve(self, path: str, request: Request) -> Response:
        if path.startswith(("api/", "chat/")):
            return Response(
                '{"code":"unknown","message":"there is nothing here; the API is described at /openapi.json"}',
                status_code=404,
                media_type="application/json",
            )
        if not (self._static / "index.html").is_file():
            return PlainTextResponse(_NOT_BUILT, status_code=503)
        found = self._file(path)
        if found is None:
            return self._page(self._static / "404.html", status=404)
        if found.suffix == ".html":
            return self._page(found)
        immutable = path.startswith("_next/static/")
        caching = "public, max-age=31536000, immutable" if immutable else "no-cache"
        return FileResponse(found, headers={**_HEADERS, "Cache-Control": caching})

    def _file(self, path: str) -> Path | None:
        """The file behind a path, never outside the client's folder."""
        names = [path or "index.html", f"{path}.html"]
        if path == "c" or path.startswith("c/"):
            names.append("c.html")
        for name in names:
            try:
                candidate = (self._static / name).resolve()
                if candidate.is_file() and candidate.is_relative_to(self._static.resolve()):
                    return candidate
            except (OSError, ValueError):  # a name that no file can have: too long, or with NUL
                continue
        return None

    def _page(self, page: Path, status: int = 200) -> Response:
        hashes = _hashes(self._static).get(page.name, [])
        policy = _POLICY.format(hashes="".join(f" {value}" for value in hashes))
        headers = {**_HEADERS, "Cache-Control": "no-cache", "Content-Security-Policy": policy}
        return FileResponse(page, status_code=status, headers=headers)


def _hashes(static: Path) -> dict[str, list[str]]:
    """The hashes of each page's inline scripts, written when the client was built. Read each time: pages are few, and a
    rebuilt client must not need a new server."""
    file = static / "csp.json"
    return json.loads(file.read_text("utf-8")) if file.is_file() else {}
