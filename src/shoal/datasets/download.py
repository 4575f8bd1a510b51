"""One file over the network: resumed where it was broken off, checked before anybody sees it."""

from __future__ import annotations

import http.client
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import IO, NoReturn

from shoal.datasets.network import Network, permitted, redirected
from shoal.errors import DatasetError
from shoal.store.files import checksum, sync

MARK = ".etag"
"""What the name of a server's mark of a version ends in."""

_CHUNK = 1 << 16
_REDIRECTS = (301, 302, 303, 307, 308)
_TOO_MANY_REDIRECTS = 4
_WORTH_ANOTHER_TRY = (408, 425, 429, 500, 502, 503, 504)
_BY_HAND = "fetch the file by hand"


class _Again(Exception):  # noqa: N818 - no mistake yet: the attempt failed in a way that may pass
    """The attempt failed; another one may not."""


@dataclass(frozen=True)
class Wanted:
    """A file that is wanted.

    Parameters
    ----------
    address : str
    size : int
        Bytes. Not one more is read, so a wrong or hostile answer fills no disk.
    sha256 : str
    """

    address: str
    size: int
    sha256: str


def download(wanted: Wanted, target: Path, network: Network, received: Callable[[int], None]) -> None:
    """Fetch a file into its place.

    What has arrived stands beside it as ``NAME.part``, with the server's mark of the version in ``NAME.part.etag``. A
    later call goes on from there if the server still has that version, and starts over if not.

    Parameters
    ----------
    wanted : Wanted
    target : Path
        Its folder exists. It is there only once its size and checksum hold.
    network : Network
    received : callable
        Is told how many bytes are there so far; may raise to stop, which loses nothing.

    Raises
    ------
    DatasetError
        If the file cannot be had, or is another one than was published.
    """
    attempt = _Attempt(wanted, target.with_name(target.name + ".part"), network, received)
    trouble = ""
    for number in range(network.attempts):
        if number:
            network.pause(2.0 ** (number - 1))
        try:
            attempt.run()
        except _Again as passing:
            trouble = str(passing)
        else:
            attempt.settle(target)
            return
    raise DatasetError(
        f"{trouble} ({network.attempts} attempts)",
        do=f"try again later, what has arrived is kept; or {_BY_HAND}",
        where=wanted.address,
    )


@dataclass(frozen=True)
class _Attempt:
    """What the attempts at one file share."""

    wanted: Wanted
    part: Path
    network: Network
    received: Callable[[int], None]

    @property
    def _mark(self) -> Path:
        return self.part.with_name(self.part.name + MARK)

    def run(self) -> None:
        """Bring the part to its full length, and check it."""
        have = self._held()
        if have < self.wanted.size:
            with self._answer(have) as answer:
                self._take(answer, have)
        if checksum(self.part) != self.wanted.sha256:
            self._drop()
            if have:
                raise _Again("what was resumed does not fit together")
            self._refuse("the file is not the one that was published: its checksum differs", do=_BY_HAND)

    def settle(self, target: Path) -> None:
        """Give the checked file its place."""
        sync(self.part)
        self.part.replace(target)
        self._mark.unlink(missing_ok=True)

    def _held(self) -> int:
        """Say how much can be gone on from: nothing without the mark of its version."""
        have = self.part.stat().st_size if self.part.exists() else 0
        if have > self.wanted.size or (have < self.wanted.size and not self._mark.exists()):
            self._drop()
            return 0
        return have

    @contextmanager
    def _answer(self, have: int) -> Iterator[http.client.HTTPResponse]:
        headers = {"User-Agent": "shoal", "Accept-Encoding": "identity"}
        if have:
            headers |= {"Range": f"bytes={have}-", "If-Range": self._mark.read_text(encoding="ascii")}
        with _foreign_errors(self.wanted.address, self.network), self._open(headers) as answer:
            yield answer

    def _open(self, headers: Mapping[str, str]) -> http.client.HTTPResponse:
        """Ask, and follow the server where that is allowed."""
        opener = urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler(dict(self.network.proxies)))
        address = permitted(self.wanted.address)
        for _ in range(_TOO_MANY_REDIRECTS):
            request = urllib.request.Request(address, headers=dict(headers))  # noqa: S310 - permitted above
            try:
                answer: http.client.HTTPResponse = opener.open(request, timeout=self.network.timeout_s)
            except urllib.error.HTTPError as error:
                with error:
                    address = self._after(error, address)
            else:
                return answer
        return self._refuse("the server sends us in circles", do=_BY_HAND)

    def _after(self, error: urllib.error.HTTPError, address: str) -> str:
        """Decide what follows from an answer that is no success: another address, another try, or the end."""
        if error.code in _REDIRECTS:
            return redirected(address, error.headers.get("Location", ""))
        if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            self._drop()
            raise _Again("the server cannot go on where the download was broken off")
        if error.code in _WORTH_ANOTHER_TRY:
            raise _Again(f"the server answers {error.code} {error.reason}")
        gone = error.code in (http.HTTPStatus.NOT_FOUND, http.HTTPStatus.GONE)
        return self._refuse(
            "the file is no longer there" if gone else f"the server answers {error.code} {error.reason}",
            do=_BY_HAND if gone else f"see whether a proxy stands in between; else {_BY_HAND}",
        )

    def _take(self, answer: http.client.HTTPResponse, have: int) -> None:
        """Write an answer down behind what is there already, or over it where the server starts over."""
        start = have if answer.status == http.HTTPStatus.PARTIAL_CONTENT else 0
        self._check_head(answer, start)
        if not start:
            self._note_version(answer)
        with self.part.open("r+b" if start else "wb") as part:
            part.seek(start)
            size = self._copy(answer, part, start)
        if size < self.wanted.size:
            raise _Again(f"the connection ended after {size:,} of {self.wanted.size:,} bytes")

    def _copy(self, answer: http.client.HTTPResponse, part: IO[bytes], size: int) -> int:
        while True:
            try:
                chunk = answer.read1(_CHUNK)
            except http.client.IncompleteRead as short:
                chunk = short.partial
            if not chunk:
                return size
            if not size and chunk.lstrip()[:9].lower().startswith((b"<!doctype", b"<html")):
                self._refuse_page()
            size += len(chunk)
            if size > self.wanted.size:
                self._refuse(f"the file is longer than the {self.wanted.size:,} bytes published", do=_BY_HAND)
            part.write(chunk)
            self.received(size)

    def _check_head(self, answer: http.client.HTTPResponse, start: int) -> None:
        if answer.headers.get_content_type() == "text/html":
            self._refuse_page()
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            self._refuse(
                "the file comes packed in a way that was not asked for",
                do=f"see whether a proxy does it; else {_BY_HAND}",
            )
        if start and not answer.headers.get("Content-Range", "").startswith(f"bytes {start}-"):
            self._drop()
            raise _Again("the server went on from another place than was asked")
        announced = answer.headers.get("Content-Length", "")
        if announced.isdigit() and int(announced) != self.wanted.size - start:
            self._refuse(
                f"{int(announced) + start:,} bytes are announced",
                expected=f"the {self.wanted.size:,} bytes published",
                do=_BY_HAND,
            )

    def _note_version(self, answer: http.client.HTTPResponse) -> None:
        """Keep the server's mark of the version: without a strong one nothing can be resumed."""
        mark = answer.headers.get("ETag", "")
        if mark.startswith('"') and mark.isascii():
            self._mark.write_text(mark, encoding="ascii")
        else:
            self._mark.unlink(missing_ok=True)

    def _drop(self) -> None:
        self.part.unlink(missing_ok=True)
        self._mark.unlink(missing_ok=True)

    def _refuse_page(self) -> NoReturn:
        self._refuse(
            "a web page came instead of the file",
            expected="the data",
            do="log in to your network or proxy in a browser, then try again",
        )

    def _refuse(self, found: str, *, do: str, expected: str = "") -> NoReturn:
        self._drop()
        raise DatasetError(found, expected=expected, do=do, where=self.wanted.address)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Hands redirects to us, who know which are allowed."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """Follow none."""


@contextmanager
def _foreign_errors(address: str, network: Network) -> Iterator[None]:
    """Say in our words what the network does not give."""
    try:
        yield
    except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError, ssl.SSLError) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        if isinstance(reason, ssl.SSLCertVerificationError):
            raise DatasetError(
                f"the server's certificate cannot be verified: {reason}",
                do="see whether a proxy stands in between, and whether this Python knows the usual certificates; else "
                + _BY_HAND,
                where=address,
            ) from error
        if isinstance(reason, socket.gaierror):
            raise DatasetError(
                "the server's name is not known here: there is no network, or it is closed",
                do=f"connect, or set HTTPS_PROXY; else {_BY_HAND}",
                where=address,
            ) from error
        if isinstance(reason, TimeoutError):
            raise _Again(f"nothing came for {network.timeout_s:g} seconds") from error
        raise _Again(f"the connection failed: {reason}") from error
