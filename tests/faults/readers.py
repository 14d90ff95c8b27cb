"""Readers that read nothing: connections that ask for a stream and leave it in the kernel's buffers."""

import asyncio
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
