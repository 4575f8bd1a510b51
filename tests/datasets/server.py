"""A server on this machine that misbehaves by script."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Reply:
    """One answer. `cut` ends the body early, a `length` of None announces nothing, `hold` delays the end."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = -1
    cut: int | None = None
    hold: threading.Event | None = None


Script = Callable[["Asked"], Reply]


@dataclass(frozen=True)
class Asked:
    """What was asked: the path and the headers, and how many questions came before."""

    path: str
    headers: dict[str, str]
    number: int

    @property
    def start(self) -> int:
        return int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").removesuffix("-"))


@dataclass
class Server:
    """Answers by its script and remembers what it was asked."""

    host: str
    script: Script
    asked: list[Asked] = field(default_factory=list)


def proper(body: bytes, etag: str = '"v1"') -> Script:
    """Answer as a good server does: ranges where the version is still the same."""

    def answer(asked: Asked) -> Reply:
        if asked.start and asked.headers.get("If-Range") == etag:
            place = f"bytes {asked.start}-{len(body) - 1}/{len(body)}"
            return Reply(body[asked.start :], 206, {"ETag": etag, "Content-Range": place})
        return Reply(body, 200, {"ETag": etag})

    return answer


@contextmanager
def serving(script: Script) -> Iterator[Server]:
    """Serve on a free port of the loopback until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = Asked(self.path, dict(self.headers), len(server.asked))
            server.asked.append(asked)
            reply = server.script(asked)
            self.send_response(reply.status)
            length = len(reply.body) if reply.length == -1 else reply.length
            for name, value in (
                reply.headers if length is None else {"Content-Length": str(length), **reply.headers}
            ).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body if reply.cut is None else reply.body[: reply.cut])
            if reply.hold is not None:
                reply.hold.wait(timeout=30)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server = Server(f"http://127.0.0.1:{http.server_port}", script)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
