"""The encoding of text files, and bringing them to UTF-8 in bounded memory."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NUL_MARK = "\u2400"
"""The picture of a NUL, which stands in its place after transcoding; a row that holds it is refused."""

_CHUNK = 1 << 20
_LONGEST_LINE = 64 << 20


@dataclass(frozen=True)
class Repairs:
    """What transcoding had to repair.

    Parameters
    ----------
    n_lines : int
        Lines that were not UTF-8 and were read as cp1252.
    first_line : int
        The first of them, from 1; 0 where there is none.
    n_nul : int
        NUL bytes.
    """

    n_lines: int = 0
    first_line: int = 0
    n_nul: int = 0


def utf16_of(head: bytes) -> str:
    r"""Recognise UTF-16 by its byte order mark, or by NULs in every second place; empty where it is not.

    Examples
    --------
    >>> utf16_of("a,b\n1,2\n".encode("utf-16-le")), utf16_of(b"a,b")
    ('utf-16-le', '')
    """
    if head.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if head.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    even, odd = head[0::2], head[1::2]
    if odd and odd.count(0) > 0.7 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if odd and even.count(0) > 0.7 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return ""


def eight_bit_encoding(path: Path) -> tuple[str, bool]:
    """Decide between UTF-8, cp1252 and a mixture, over the whole file, and say whether it holds NUL bytes.

    Returns
    -------
    str
        ``utf-8``, ``utf-8-sig`` (with a byte order mark), ``cp1252``, or ``mixed``: more lines beyond ASCII are UTF-8
        than are not.
    bool
    """
    n_good = n_bad = 0
    has_nul = has_bom = False
    for number, block in enumerate(_blocks(path)):
        has_bom = has_bom or (number == 0 and block.startswith(codecs.BOM_UTF8))
        has_nul = has_nul or b"\0" in block
        if block.isascii():
            continue
        lines = [line for line in block.split(b"\n") if not line.isascii()]
        n_block_bad = 0 if _is_utf8(block) else sum(1 for line in lines if not _is_utf8(line))
        n_good, n_bad = n_good + len(lines) - n_block_bad, n_bad + n_block_bad
    if not n_bad:
        return ("utf-8-sig" if has_bom else "utf-8"), has_nul
    return ("mixed" if has_bom or n_good > n_bad else "cp1252"), has_nul


def transcode(path: Path, target: Path, encoding: str) -> Repairs:
    """Write a UTF-8 copy of a text file, NUL bytes shown as `NUL_MARK`.

    Parameters
    ----------
    path, target : Path
    encoding : str
        As `utf16_of` and `eight_bit_encoding` name it.
    """
    n_lines = first_line = n_nul = lines_before = 0
    with target.open("wb") as out:
        for text, bad in _decoded(path, encoding):
            if bad and not first_line:
                first_line = lines_before + bad[0]
            n_lines += len(bad)
            lines_before += text.count("\n")
            n_nul += text.count("\0")
            out.write(text.replace("\0", NUL_MARK).encode("utf-8", "replace"))
    return Repairs(n_lines, first_line, n_nul)


def read_head(path: Path, n_bytes: int = 1 << 18) -> str:
    """Give the beginning of a UTF-8 file as text, cut at the end of a line.

    Parameters
    ----------
    path : Path
    n_bytes : int
    """
    with path.open("rb") as file:
        block = file.read(n_bytes)
        if file.read(1):
            block = block[: block.rfind(b"\n") + 1] or block
    return block.decode("utf-8-sig", "replace")


def _decoded(path: Path, encoding: str) -> Iterator[tuple[str, list[int]]]:
    """Give the text piece by piece, with the numbers (within the piece, from 1) of lines that were not UTF-8."""
    if encoding.startswith("utf-16"):
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        with path.open("rb") as file:
            first = True
            while chunk := file.read(_CHUNK):
                text = decoder.decode(chunk)
                yield text.removeprefix("\ufeff") if first else text, []
                first = False
            yield decoder.decode(b"", True), []
        return
    for number, raw in enumerate(_blocks(path)):
        block = raw.removeprefix(codecs.BOM_UTF8) if number == 0 else raw
        if encoding == "cp1252":
            yield _code_page(block), []
        elif _is_utf8(block):
            yield block.decode("utf-8"), []
        else:
            lines = block.split(b"\n")
            bad = [place for place, line in enumerate(lines, start=1) if not _is_utf8(line)]
            wrong = set(bad)
            parts = [_code_page(line) if n in wrong else line.decode() for n, line in enumerate(lines, start=1)]
            yield "\n".join(parts), bad


def _blocks(path: Path) -> Iterator[bytes]:
    """Read a file in blocks that end where a line ends, so that no character is cut."""
    rest = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            end = chunk.rfind(b"\n") + 1
            if end:
                yield rest + chunk[:end]
                rest = chunk[end:]
            else:
                rest += chunk
                if len(rest) > _LONGEST_LINE:
                    yield rest
                    rest = b""
    if rest:
        yield rest


def _is_utf8(block: bytes) -> bool:
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _code_page(block: bytes) -> str:
    """Decode cp1252; the five bytes that it leaves open are read as Latin-1, so nothing is lost."""
    try:
        return block.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(bytes([code]).decode("cp1252", "replace") if code not in _OPEN else chr(code) for code in block)


_OPEN = frozenset((0x81, 0x8D, 0x8F, 0x90, 0x9D))
