"""Compressed files and archives."""

from __future__ import annotations

import gzip
import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cases.case import Case, FileRefused, Right
from cases.shop import HEADER, LINES, spent, text

ALL = Right(spent(), rows=len(LINES))
PLAIN = text().encode()


def zstd(content: bytes) -> bytes:
    packed: bytes = pa.compress(content, codec="zstd", asbytes=True)
    return packed


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0)), content, compress_type=method)
    return out.getvalue()


def zipped_link() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("orders.csv", (2025, 1, 1, 0, 0, 0))
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def with_password() -> bytes:
    """An archive whose member is marked as encrypted."""
    content = bytearray(zipped(("orders.csv", PLAIN)))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    return bytes(content)


def gzip_bomb(megabytes: int) -> Callable[[Path], None]:
    """A gzip file of zeros, which grows a thousandfold."""

    def make(folder: Path) -> None:
        packer = zlib.compressobj(9, wbits=31)
        with (folder / "orders.csv.gz").open("wb") as out:
            out.write(packer.compress(text().encode()))
            for _ in range(megabytes):
                out.write(packer.compress(b"0" * (1 << 20)))
            out.write(packer.flush())

    return make


def zipped_zeros(folder: Path) -> None:
    (folder / "orders.zip").write_bytes(zipped(("orders.csv", b"0" * (100 << 20))))


def zip_bomb(folder: Path) -> None:
    """A member that says it is small and is not."""
    content = bytearray(zipped(("orders.csv", b"0" * (100 << 20))))
    place = content.rindex(b"PK\x01\x02")
    struct.pack_into("<L", content, place + 24, 1000)
    (folder / "orders.zip").write_bytes(content)


def many_members() -> bytes:
    """An archive that declares more files than it can be worth to list."""
    content = bytearray(zipped(("orders.csv", PLAIN)))
    struct.pack_into("<2H", content, content.rindex(b"PK\x05\x06") + 8, 60_000, 60_000)
    return bytes(content)


def parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(dict(zip(HEADER, zip(*LINES, strict=True), strict=True))), out)
    return out.getvalue()


CASES = (
    Case("gzip", "a gzip file", gzip.compress(PLAIN), ALL, file="orders.csv.gz"),
    Case("gzip-other-name", "a gzip file, named .csv", gzip.compress(PLAIN), ALL),
    Case("gzip-two-members", "two gzip files, one after the other",
         gzip.compress(PLAIN[:500]) + gzip.compress(PLAIN[500:]), ALL, file="orders.csv.gz"),
    Case("gzip-utf-16", "UTF-16 in a gzip file", gzip.compress(text().encode("utf-16")), ALL, file="orders.csv.gz"),
    Case("gzip-parquet", "a Parquet file in a gzip file", gzip.compress(parquet()), ALL, file="orders.parquet.gz"),
    Case("not-gzip", "plain text, named .csv.gz", PLAIN, ALL, file="orders.csv.gz"),
    Case("zstd", "a Zstandard file", zstd(PLAIN), ALL, file="orders.csv.zst"),
    Case("zip", "a zip archive of one table", zipped(("orders.csv", PLAIN)), ALL, file="orders.zip"),
    Case("zip-stored", "a zip archive without compression", zipped(("a/orders.csv", PLAIN), method=zipfile.ZIP_STORED),
         ALL, file="orders.zip"),
    Case("zip-mac", "a zip archive with what macOS adds", zipped(("orders.csv", PLAIN), ("__MACOSX/._orders.csv", b"x"),
         (".DS_Store", b"x")), ALL, file="orders.zip"),
    Case("zip-two", "a zip archive of two files", zipped(("orders.csv", PLAIN), ("more.csv", PLAIN)),
         FileRefused("the archive holds 2 files", do="unpack it"), file="orders.zip"),
    Case("zip-none", "a zip archive of nothing", zipped(), FileRefused("an empty zip archive"), file="orders.zip"),
    Case("zip-folder", "a zip archive of a folder only", zipped(("a/", b"")), FileRefused("holds no file"),
         file="orders.zip"),
    Case("zip-in-zip", "a zip archive in a zip archive", zipped(("inner.zip", zipped(("orders.csv", PLAIN)))),
         FileRefused("another compressed file", do="unpack it"), file="orders.zip"),
    Case("gzip-in-gzip", "a gzip file in a gzip file", gzip.compress(gzip.compress(PLAIN)),
         FileRefused("another compressed file", do="unpack it"), file="orders.csv.gz"),
    Case("zip-outside", "a zip archive whose file wants to lie elsewhere", zipped(("../../orders.csv", PLAIN)),
         FileRefused("wants to lie outside", do="do not trust it"), file="orders.zip"),
    Case("zip-absolute", "a zip archive whose file has an absolute path", zipped(("/orders.csv", PLAIN)),
         FileRefused("wants to lie outside", do="do not trust it"), file="orders.zip"),
    Case("zip-link", "a zip archive that holds a link", zipped_link(), FileRefused("wants to lie outside"),
         file="orders.zip"),
    Case("zip-password", "a zip archive with a password", with_password(), FileRefused("a password", do="unpack it"),
         file="orders.zip"),
    Case("zip-lzma", "a zip archive packed with LZMA", zipped(("orders.csv", PLAIN), method=zipfile.ZIP_LZMA),
         FileRefused("packed in an unusual way", do="unpack it"), file="orders.zip"),
    Case("zip-many", "a zip archive that declares 60,000 files", many_members(),
         FileRefused("more than 1,000 files", do="unpack it"), file="orders.zip"),
    Case("gzip-cut", "a gzip file that is cut off", gzip.compress(PLAIN)[:-200],
         FileRefused("damaged or cut off", do="copy or export the file again"), file="orders.csv.gz"),
    Case("gzip-damaged", "a gzip file with wrong bytes in it", gzip.compress(PLAIN)[:100] + b"\xff" * 50
         + gzip.compress(PLAIN)[150:], FileRefused("damaged or cut off", do="copy or export the file again"),
         file="orders.csv.gz"),
    Case("gzip-trailing", "a gzip file with other bytes behind it", gzip.compress(PLAIN) + b"trailing",
         FileRefused("damaged or cut off"), file="orders.csv.gz"),
    Case("zip-cut", "a zip archive that is cut off", zipped(("orders.csv", PLAIN))[:-40],
         FileRefused("damaged or cut off"), file="orders.zip"),
    Case("zstd-cut", "a Zstandard file that is cut off", zstd(PLAIN)[:-50], FileRefused("damaged or cut off"),
         file="orders.csv.zst"),
    Case("gzip-bomb", "a gzip file of 150 kB that unpacks to 150 MB", gzip_bomb(150),
         FileRefused("more than 200 times its size", do="look at what is in it"), file="orders.csv.gz", apart=True),
    Case("zip-bomb", "a zip archive of 100 kB that unpacks to 100 MB", zipped_zeros,
         FileRefused("more than 200 times its size", do="look at what is in it"), file="orders.zip"),
    Case("zip-bomb-lying", "the same archive, where it says that it unpacks to 1 kB", zip_bomb,
         FileRefused("damaged or cut off"), file="orders.zip", apart=True),
)  # fmt: skip
