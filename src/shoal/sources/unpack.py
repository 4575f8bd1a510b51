"""Compressed files: one table out of each (gzip, Zstandard, xz, bzip2, zip), and never more than the disk can bear."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Protocol

import pyarrow as pa

from shoal.errors import SourceError

PACKED_SUFFIXES = (".gz", ".zst", ".zip", ".xz", ".bz2")

RATIO = 200
"""Tables shrink to a fifth or a twentieth, rarely to a hundredth; a gzip bomb to a thousandth."""

ALWAYS = 64 << 20
"""Bytes that may come out whatever the ratio: a small table of few values shrinks a lot."""

SHARE_OF_DISK = 0.5
"""Of the free disk where the workspace is, this much may be taken by the unpacked copy."""

_CHUNK = 1 << 20
_MOST_MEMBERS = 1_000
_GZIP, _ZSTD, _ZIP, _XZ, _BZIP2 = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PK\x03\x04", b"\xfd7zXZ\0", b"BZh"
_PACKED = (_GZIP, _ZSTD, _ZIP, _XZ, _BZIP2)
_ZIP_END = struct.Struct("<4s4H2LH")


class _Readable(Protocol):
    def read(self, n: int, /) -> bytes:
        """Read up to so many bytes; none at the end."""


@contextmanager
def unpacked(path: Path, target: Path, where: str) -> Iterator[Path]:
    """Give the file itself, or where it is compressed, a copy that is not; the copy is removed at the end.

    Parameters
    ----------
    path : Path
    target : Path
        Where the copy goes.
    where : str
        The path as messages name it.

    Raises
    ------
    SourceError
        If it is damaged, grows beyond `RATIO`, or is an archive with more than one table in it.
    """
    with path.open("rb") as file:
        head = file.read(6)
    if not head.startswith(_PACKED):
        yield path
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with _opened(path, head, where) as packed:
            _copy(packed, target, size=path.stat().st_size, where=where)
        yield target
    finally:
        target.unlink(missing_ok=True)


@contextmanager
def _opened(path: Path, head: bytes, where: str) -> Iterator[_Readable]:
    """Open what is compressed for reading, and say in words what is wrong with it."""
    try:
        if head.startswith(_GZIP):
            with gzip.open(path) as packed:
                yield packed
        elif head.startswith(_ZSTD):
            with pa.CompressedInputStream(pa.OSFile(str(path)), "zstd") as packed:
                yield packed
        elif head.startswith(_XZ):
            with lzma.open(path) as packed:
                yield packed
        elif head.startswith(_BZIP2):
            with bz2.open(path) as packed:
                yield packed
        else:
            refuse_many(path, where)
            with zipfile.ZipFile(path) as archive, archive.open(_only_table(archive, where)) as packed:
                yield packed
    except (EOFError, OSError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, pa.ArrowException) as error:
        if isinstance(error, OSError) and error.errno is not None:  # the disk's word, not that of a decoder
            raise
        raise SourceError("the compressed file is damaged or cut off", do=_AGAIN, where=where) from error
    except (NotImplementedError, RuntimeError) as error:  # the module's words for methods and passwords
        raise SourceError(f"the archive cannot be opened: {error}", do=_UNZIP, where=where) from error


def _copy(packed: _Readable, target: Path, *, size: int, where: str) -> None:
    """Write what comes out, as long as it is no more than may come out of so few bytes."""
    most = max(ALWAYS, RATIO * size)
    room = int(SHARE_OF_DISK * shutil.disk_usage(target.parent).free)
    n_bytes = 0
    with target.open("wb") as out:
        while chunk := packed.read(_CHUNK):
            if not n_bytes:
                _refuse_nested(chunk, where)
            n_bytes += len(chunk)
            if n_bytes > most:
                raise SourceError(
                    f"it unpacks to more than {RATIO} times its size",
                    expected=f"a table, which shrinks to no less than 1/{RATIO} of its size",
                    do="unpack it yourself and look at what is in it",
                    where=where,
                )
            if n_bytes > room:
                raise SourceError(
                    f"unpacked it would take more than half of the free disk ({room >> 20} MB)",
                    do="make room, or put the workspace (--out) on a larger disk",
                    where=where,
                )
            out.write(chunk)


def _refuse_nested(head: bytes, where: str) -> None:
    if head.startswith(_PACKED):
        raise SourceError("inside of it is another compressed file", do=_UNZIP, where=where)


def refuse_many(path: Path, where: str) -> None:
    """Refuse an archive by what its last bytes declare, before the list of its members is read into memory."""
    with path.open("rb") as file:
        file.seek(0, io.SEEK_END)
        file.seek(-min(file.tell(), _ZIP_END.size + 0xFFFF), io.SEEK_END)
        tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + _ZIP_END.size:
        raise SourceError("the archive is damaged or cut off: its end is missing", do=_AGAIN, where=where)
    n_members, n_bytes = _ZIP_END.unpack_from(tail, place)[4:6]
    if n_members > _MOST_MEMBERS or n_bytes > _CHUNK:
        raise SourceError("the archive holds more than 1,000 files", expected="one table", do=_UNZIP, where=where)


def _only_table(archive: zipfile.ZipFile, where: str) -> zipfile.ZipInfo:
    """Find the one table of an archive; what systems add of their own does not count."""
    members = [member for member in archive.infolist() if not member.is_dir() and not _is_of_the_system(member)]
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or stat.S_ISLNK(member.external_attr >> 16):
            raise SourceError(
                "the archive holds a file that wants to lie outside of it",
                expected="an archive of one table",
                do="do not trust it; get the table from where it was made",
                where=where,
            )
        if member.flag_bits & 1:
            raise SourceError("the archive has a password", expected="one without", do=_UNZIP, where=where)
    if len(members) != 1:
        raise SourceError(
            f"the archive holds {len(members)} files" if members else "the archive holds no file",
            expected="exactly one table",
            do=_UNZIP,
            where=where,
        )
    if members[0].compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise SourceError("the archive is packed in an unusual way", expected="deflate", do=_UNZIP, where=where)
    return members[0]


def _is_of_the_system(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    return path.parts[:1] == ("__MACOSX",) or path.name in (".DS_Store", "Thumbs.db", "desktop.ini")


_AGAIN = "copy or export the file again"
_UNZIP = "unpack it and give the files themselves"
