"""What a face tells about the network, and which addresses may be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from shoal.errors import DatasetError

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Network:
    """How a download behaves.

    Parameters
    ----------
    pause : callable
        Waits for that many seconds; the face's clock.
    proxies : mapping of scheme to address
        As the environment names them.
    attempts : int
        How often a file is tried before it is given up; what can be resumed is.
    timeout_s : float
        Silence after which an attempt has failed, seconds.
    """

    pause: Callable[[float], None]
    proxies: Mapping[str, str] = field(default_factory=dict)
    attempts: int = 4
    timeout_s: float = 30.0


def permitted(address: str) -> str:
    """Give an address back if it may be asked: https, or this machine itself.

    Raises
    ------
    DatasetError
        If it would travel unprotected.

    Examples
    --------
    >>> permitted("https://example.org/data.csv")
    'https://example.org/data.csv'
    >>> permitted("http://example.org/data.csv")
    Traceback (most recent call last):
    ...
    shoal.errors.DatasetError: http://example.org/data.csv: the address is not protected; expected https
    """
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return address
    raise DatasetError("the address is not protected", expected="https", where=address)


def redirected(address: str, location: str) -> str:
    """Give the address that an answer points to, if it is on the same host and as protected.

    Raises
    ------
    DatasetError
        If it is not: the checksum was published for this host's file, and a login page is on another.

    Examples
    --------
    >>> redirected("https://example.org/a/data.csv", "/b/data.csv")
    'https://example.org/b/data.csv'
    """
    target = urljoin(address, location)
    here, there = urlsplit(address), urlsplit(target)
    if (here.scheme, here.netloc) != (there.scheme, there.netloc):
        raise DatasetError(
            f"the server sends us on to {there.scheme}://{there.netloc}",
            expected=f"an answer from {here.scheme}://{here.netloc}",
            do="see whether a proxy or a login page stands in between; else fetch the file by hand",
            where=address,
        )
    return permitted(target)
