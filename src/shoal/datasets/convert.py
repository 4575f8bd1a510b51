"""From the files as their publishers have them to the tables shoal leaves: the same rows, the same bytes every time.

Parquet would be smaller, but its bytes depend on the version of the library that writes it, so a checksum of the result
would say nothing. Text has one form.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from shoal.datasets.entries import File
from shoal.datasets.rda import Vector, read_frame

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_EPOCH = date(1970, 1, 1)


def convert(file: File, raw: Sequence[bytes]) -> bytes:
    r"""Make a file from its sources.

    Parameters
    ----------
    file : File
        Its `made` names the way.
    raw : sequence of bytes
        The contents of its sources, in order; their checksums hold.

    Examples
    --------
    >>> convert(File("orders.csv", 0, "", made="joined"), [b"id,n\na,1\n", b"id,n\nb,2\n"])
    b'id,n\na,1\nb,2\n'
    """
    return WAYS[file.made](file, raw)


def _as_it_is(_file: File, raw: Sequence[bytes]) -> bytes:
    return raw[0]


def _without_mark(_file: File, raw: Sequence[bytes]) -> bytes:
    return raw[0].removeprefix(_BYTE_ORDER_MARK)


def _joined(_file: File, raw: Sequence[bytes]) -> bytes:
    """Put files with the same header one after the other."""
    header = raw[0].partition(b"\n")[0]
    bodies = []
    for part in raw:
        own, _, body = part.partition(b"\n")
        if own != header:
            raise ValueError(f"a file with the header {own!r} among files with {header!r}")
        bodies.append(body)
    return header + b"\n" + b"".join(bodies)


def _unpacked(file: File, raw: Sequence[bytes]) -> bytes:
    """Take one member of a zip archive, or of an archive in it: ``inner.zip//table.csv``."""
    data = raw[0]
    for member in file.member.split("//"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = archive.read(member)
    return data


def _from_blanks(file: File, raw: Sequence[bytes]) -> bytes:
    """Read columns that blanks divide; a first line of names is replaced by ours."""
    rows = [line.split() for line in raw[0].decode("ascii").splitlines()]
    names = list(file.columns)
    rows = [row for row in rows if row and row != names]
    columns: dict[str, Vector] = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    return _to_csv(file.columns, columns)


def _from_r(file: File, raw: Sequence[bytes]) -> bytes:
    return _to_csv(file.columns, read_frame(raw[0]))


def _to_csv(types: Mapping[str, str], columns: Mapping[str, Vector]) -> bytes:
    """Write columns of plain values: none holds a comma, a quote or a line break."""
    texts = [[_TEXT_OF[kind](value) for value in columns[name]] for name, kind in types.items()]
    lines = [",".join(types), *(",".join(row) for row in zip(*texts, strict=True))]
    return ("\n".join(lines) + "\n").encode()


def _day(value: str | float | None) -> str:
    """Write a day that is given as 19970131, or counted from 1970 as R does."""
    if isinstance(value, str):
        return f"{value[:4]}-{value[4:6]}-{value[6:]}"
    return (_EPOCH + timedelta(days=int(value or 0))).isoformat()


_TEXT_OF: Mapping[str, Callable[[str | float | None], str]] = {
    "text": str,
    "int": str,
    "float": lambda value: repr(float(value or 0)),
    "day": _day,
}

WAYS: Mapping[str, Callable[[File, Sequence[bytes]], bytes]] = {
    "as it is": _as_it_is,
    "without byte-order mark": _without_mark,
    "joined": _joined,
    "unpacked": _unpacked,
    "from columns divided by blanks": _from_blanks,
    "from an R data frame": _from_r,
}
