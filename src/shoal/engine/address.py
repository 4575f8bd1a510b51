"""Reaching a PostgreSQL: its address without the password, a connection, and what went wrong in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shoal.errors import SourceError

if TYPE_CHECKING:
    from psycopg import Connection

EXAMPLE = "postgresql://USER:PASSWORD@HOST:5432/DATABASE"
_SCHEMES = ("postgresql://", "postgres://")


def is_postgres(address: str) -> bool:
    """Tell an address of a PostgreSQL from a path.

    Examples
    --------
    >>> is_postgres("postgresql://ann@db/shop"), is_postgres("orders.csv")
    (True, False)
    """
    return address.startswith(_SCHEMES)


def without_password(address: str) -> str:
    """Write an address so that it may be shown: host, port and database, and who asks, but no password or option.

    Examples
    --------
    >>> without_password("postgresql://ann:p@ss@db:5433/shop?password=x&sslmode=require")
    'postgresql://ann@db:5433/shop'
    """
    scheme, _, rest = address.partition("://")
    who, at, place = re.split(r"[?#]", rest, maxsplit=1)[0].rpartition("@")
    return f"{scheme}://{who.partition(':')[0]}{at}{place}"


def connect(address: str, *, options: str = "") -> Connection:
    """Connect to a PostgreSQL; nothing that is raised or logged carries the password.

    Parameters
    ----------
    address : str
        ``postgresql://USER:PASSWORD@HOST:PORT/DATABASE``; what is left out comes from where the PostgreSQL programs
        look for it: ``~/.pgpass``, a service file.
    options : str
        Settings of the session, as ``-c name=value``.

    Returns
    -------
    psycopg.Connection
        Each statement a transaction of its own; what is bound is written ``$1``.

    Raises
    ------
    SourceError
        If the address cannot be read, nobody answers there, or the password is wrong.
    """
    try:
        import psycopg  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise SourceError(
            "reading from PostgreSQL needs the package psycopg, which is not installed",
            do='pip install "shoal[postgres]"',
            where=without_password(address),
        ) from error
    try:
        return psycopg.connect(
            address,
            autocommit=True,
            cursor_factory=psycopg.RawCursor,
            connect_timeout=10,
            application_name="shoal",
            options=options,
        )
    except psycopg.ProgrammingError:
        # The driver quotes the part of the address that it cannot read, and that is often the password.
        raise SourceError(
            "this is no address of a database",
            expected=f"{EXAMPLE}, with signs such as @ : / % in the password written as %40 %3A %2F %25",
            where=_scheme_and_place(address),
        ) from None
    except psycopg.OperationalError as error:
        raise _unreachable(str(error), address) from None


def _unreachable(said: str, address: str) -> SourceError:
    where = without_password(address)
    if "authentication failed" in said or "no password supplied" in said:
        return SourceError("the user or the password is wrong", do="check both in the address", where=where)
    if "does not exist" in said:
        return SourceError("there is no such database, or no such user", do="check the end of the address", where=where)
    if "no pg_hba.conf entry" in said:
        return SourceError(
            "the database does not admit this user from here", do="ask whoever runs it, or use SSL", where=where
        )
    return SourceError(
        "the database does not answer", do="check host and port, and that the database is running", where=where
    )


def _scheme_and_place(address: str) -> str:
    """Give of an address that cannot be read only what stands after its last @."""
    scheme = address.partition(":")[0]
    return f"{scheme}://…@{address.rpartition('@')[2].partition('?')[0]}" if "@" in address else f"{scheme}://…"
