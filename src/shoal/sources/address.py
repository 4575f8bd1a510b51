"""Addresses of data that lie elsewhere: what they are, and how they are written where others read them."""

from __future__ import annotations

import re
from pathlib import Path

DATABASES = ("sqlite", "duckdb", "postgresql", "postgres")
"""Schemes of databases; after the ``#`` of their addresses stands a table or a query."""

_FORM = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_SECRET = re.compile(r"pass|secret|token|key|sig|auth|cred|x-(amz|goog)-|code", re.IGNORECASE)
_QUERY = re.compile(r"\s*\(?\s*(select|with|values|table)\b", re.IGNORECASE)
_FILES = ("sqlite", "duckdb", "file")


def is_address(text: str) -> bool:
    """Say whether a text is an address and not a path.

    Examples
    --------
    >>> is_address("s3://shop/orders.parquet"), is_address("data/orders.csv"), is_address("C:/orders.csv")
    (True, False, False)
    """
    return _FORM.fullmatch(text) is not None


def scheme(address: str) -> str:
    """Give what stands before the ``://``, in lower case."""
    return address.partition("://")[0].lower()


def is_database(address: str) -> bool:
    """Say whether an address is one of a database."""
    return is_address(address) and scheme(address) in DATABASES


def is_query(part: str) -> bool:
    """Say whether what stands after the ``#`` is a query and not the name of a table.

    Examples
    --------
    >>> is_query("SELECT * FROM orders"), is_query("orders")
    (True, False)
    """
    return _QUERY.match(part) is not None


def split(address: str) -> tuple[str, str]:
    """Part an address at its first ``#``.

    Examples
    --------
    >>> split("sqlite:///shop.db#orders")
    ('sqlite:///shop.db', 'orders')
    """
    before, _, part = address.partition("#")
    return before, part


def public(address: str) -> str:
    """Give an address without passwords, keys and signatures, as it stands in shoal.toml and in messages.

    Examples
    --------
    >>> public("postgresql://ann:pw@db/shop?sslmode=require#orders")
    'postgresql://ann@db/shop?sslmode=require#orders'
    >>> public("https://a:b@host/o.csv?format=csv&token=x")
    'https://host/o.csv?format=csv'
    """
    match = _FORM.fullmatch(address)
    if match is None:
        return address
    kind, authority, path, query, part = match.groups()
    user, at, host = authority.rpartition("@")
    user = "" if kind.lower() in ("http", "https") else user.partition(":")[0]
    given = [pair for pair in (query or "")[1:].split("&") if pair and not _SECRET.search(pair.partition("=")[0])]
    return f"{kind}://{user}{at if user else ''}{host}{path}{'?' if given else ''}{'&'.join(given)}{part or ''}"


def file_of(address: str) -> Path | None:
    """Give the file that an address means on this machine, or None: three slashes and a path.

    Examples
    --------
    >>> file_of("sqlite:///data/shop.db#orders").as_posix(), file_of("duckdb:////srv/shop.duckdb").as_posix()
    ('data/shop.db', '/srv/shop.duckdb')
    """
    match = _FORM.fullmatch(address)
    if match is None or scheme(address) not in _FILES or match[2]:
        return None
    path = match[3] if scheme(address) == "file" else match[3][1:]
    return Path(path) if path else None


def with_file(address: str, path: str) -> str:
    """Put another path into the address of a database that is a file."""
    _, hash_, part = address.partition("#")
    return f"{scheme(address)}:///{path}{hash_}{part}"
