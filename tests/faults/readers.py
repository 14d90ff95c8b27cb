"""Readers of a stream on bare connections: some that keep all they get, and some that read nothing."""

import asyncio
import hashlib
import json
import socket
from typing import Any


async def stalled(port: int, method: str, path: str, body: Any = None) -> socket.socket:
    """A connection on which that was asked, and of whose answer nothing will be read. Little of it fits in between."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(sock, ("127.0.0.1", port))
    data = json.dumps(body).encode() if body is not None else b""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    await loop.sock_sendall(sock, f"{head}Content-Length: {len(data)}\r\n\r\n".encode() + data)
    return sock


class Reader(asyncio.Protocol):
    """Takes all that comes, and looks at it only when it is over."""

    def __init__(self) -> None:
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._pieces: list[bytes] = []

    @classmethod
    async def following(cls, port: int, path: str) -> "Reader":
        transport, reader = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        transport.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        return reader

    def data_received(self, data: bytes) -> None:
        self._pieces.append(data)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.over.done():
            self.over.set_result(None)

    def stored(self) -> bytes:
        """SHA-256 of the frames that have an id, as a replay would send them."""
        body = _unchunked(b"".join(self._pieces).split(b"\r\n\r\n", 1)[1])
        frames = [part for part in body.split(b"\n\n") if part.startswith(b"id: ")]
        return hashlib.sha256(b"".join(part + b"\n\n" for part in frames)).digest()


def _unchunked(body: bytes) -> bytes:
    pieces = []
    while body:
        size, _, body = body.partition(b"\r\n")
        pieces.append(body[: int(size, 16)])
        body = body[int(size, 16) + 2 :]
    return b"".join(pieces)
