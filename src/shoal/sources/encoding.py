"""The encoding of text files, and bringing them to UTF-8 with plain line ends, in bounded memory."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from shoal.sources.quoting import LONGEST_RECORD

NUL_MARK = "\u2400"
"""The picture of a NUL, which stands in its place after transcoding; a row that holds it is refused."""

LONG_MARK = "\u2418"
"""Stands for a line longer than a record may be; it has one field, so it is no row."""

_CHUNK = 1 << 20
_WIDE = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE,
         "utf-32-le": codecs.BOM_UTF32_LE, "utf-32-be": codecs.BOM_UTF32_BE}  # fmt: skip
_FOREIGN_RUN = re.compile(rb"[\x80-\xff]{3,}")
_IN_WORD = re.compile(rb"(?<=[A-Za-z])(?:[\x8a\x8e\x9a\x9f\xc0-\xff]|[\x80-\x9f](?=[a-z]))")
_ODD_IN_WORD = frozenset(range(0x80, 0xA0)) - {0x8A, 0x8C, 0x8E, 0x92, 0x9A, 0x9C, 0x9E, 0x9F}
"""What cp1252 has no letter for; mac-roman and the code pages of DOS keep their letters there."""
_MAC_IN_WORD = frozenset({0x8A, 0x8E, 0x9A, 0x9F})
"""Letters of Finnish and Czech words in cp1252, rare; the umlauts and the e with an accent in mac-roman."""


@dataclass(frozen=True)
class Survey:
    """What the bytes of an 8-bit text have shown, all of them looked at.

    Parameters
    ----------
    encoding : str
        ``utf-8``, ``utf-8-sig`` (with a byte order mark), ``cp1252``, ``mixed`` (more lines beyond ASCII are UTF-8 than
        are not), or empty: neither UTF-8 nor Western European.
    is_plain : bool
        True where the engine can read the file as it is: UTF-8 with one kind of line end, no NUL byte and no line
        beyond `LONGEST_RECORD`.
    n_lines : int
        Lines that are not empty.
    """

    encoding: str
    is_plain: bool
    n_lines: int


@dataclass(frozen=True)
class Repairs:
    """What transcoding had to repair.

    Parameters
    ----------
    n_lines : int
        Lines that are not empty.
    n_foreign, first_foreign : int
        Lines that were not UTF-8 and were read as cp1252, and the first of them, from 1; 0 where there is none.
    n_nul : int
        NUL bytes.
    n_unreadable : int
        Characters that the encoding does not have.
    """

    n_lines: int = 0
    n_foreign: int = 0
    first_foreign: int = 0
    n_nul: int = 0
    n_unreadable: int = 0


@dataclass(frozen=True)
class Head:
    """The beginning of a text.

    Parameters
    ----------
    lines : tuple of bytes
        With their ends, from the first one on that is not empty.
    n_blank : int
        Empty lines before them.
    has_more : bool
        True where further lines follow.
    """

    lines: tuple[bytes, ...]
    n_blank: int = 0
    has_more: bool = False


def wide_encoding(head: bytes) -> str:
    r"""Recognise UTF-16 and UTF-32 by a byte order mark, or by where their NULs are; empty where it is neither.

    Examples
    --------
    >>> wide_encoding("a,b\n1,2\n".encode("utf-16-le")), wide_encoding("a,b".encode("utf-32")), wide_encoding(b"a,b")
    ('utf-16-le', 'utf-32-le', '')
    """
    for name in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"):  # the mark of UTF-16 begins that of UTF-32
        if head.startswith(_WIDE[name]):
            return name
    nul = [_share_of_nul(head[place::4]) for place in range(4)]
    for name, pattern in (("utf-32-le", "x111"), ("utf-32-be", "111x"), ("utf-16-le", "0101"), ("utf-16-be", "1010")):
        wanted = zip(nul, pattern, strict=True)
        if all(share > 0.7 if mark == "1" else share < 0.1 for share, mark in wanted):
            return name
    return ""


def survey(path: Path) -> Survey:
    """Look at every byte of an 8-bit text: its encoding, its line ends, its lines.

    Parameters
    ----------
    path : Path
    """
    n_good = n_bad = n_lines = n_lf = n_crlf = n_cr = n_western = n_foreign = 0
    is_regular, has_bom = True, False
    for number, block in enumerate(_blocks(_chunks(path))):
        has_bom = has_bom or (number == 0 and block.startswith(codecs.BOM_UTF8))
        is_regular = is_regular and b"\0" not in block and _LONG not in block
        n_lines += _count_filled(block)
        crlf = block.count(b"\r\n") if b"\r" in block else 0
        n_crlf, n_lf = n_crlf + crlf, n_lf + block.count(b"\n") - crlf
        n_cr += (block.count(b"\r") - crlf) if b"\r" in block else 0
        if block.isascii():
            continue
        lines = [line for line in re.split(rb"[\r\n]", block) if not line.isascii()]
        wrong = [] if _is_utf8(block) else [line for line in lines if not _is_utf8(line)]
        n_good, n_bad = n_good + len(lines) - len(wrong), n_bad + len(wrong)
        western, foreign = _western_or_not(b"\n".join(wrong))
        n_western, n_foreign = n_western + western, n_foreign + foreign
    if not n_bad:
        is_plain = is_regular and not n_cr and not (n_lf and n_crlf)
        return Survey("utf-8-sig" if has_bom else "utf-8", is_plain, n_lines)
    if n_foreign > n_western:
        return Survey("", False, n_lines)
    return Survey("mixed" if has_bom or n_good > n_bad else "cp1252", False, n_lines)


def transcode(path: Path, target: Path, encoding: str) -> Repairs:
    """Write a copy in UTF-8 whose lines end in a line feed; NULs are `NUL_MARK`, overlong lines `LONG_MARK`.

    Parameters
    ----------
    path, target : Path
    encoding : str
        As `wide_encoding` and `survey` name it.
    """
    n_lines = n_foreign = first = n_nul = n_unreadable = lines_before = 0
    with target.open("wb") as out:
        chunks = _widened(path, encoding) if encoding in _WIDE else _chunks(path)
        for number, raw in enumerate(_blocks(chunks)):
            block = raw.removeprefix(codecs.BOM_UTF8) if number == 0 else raw
            block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            block, wrong = _to_utf8(block, encoding)
            if wrong and not first:
                first = lines_before + wrong[0]
            n_foreign += len(wrong)
            lines_before += block.count(b"\n")
            n_lines += _count_filled(block)
            n_nul += block.count(b"\0")
            n_unreadable += block.count(_REPLACED) if encoding in _WIDE else 0
            out.write(block.replace(b"\0", NUL_MARK.encode()))
    return Repairs(n_lines, n_foreign, first, n_nul, n_unreadable)


def read_head(path: Path, *, n_lines: int, n_bytes: int) -> Head:
    """Give the first lines of a UTF-8 file, without a byte order mark.

    Parameters
    ----------
    path : Path
    n_lines, n_bytes : int
        From the first line on that is not empty; no further line is begun after so many bytes.
    """
    n_blank = n_read = 0
    lines: list[bytes] = []
    with path.open("rb") as file:
        while len(lines) < n_lines and n_read < n_bytes:
            line = file.readline()
            if not line:
                return Head(tuple(lines), n_blank, has_more=False)
            if not n_blank and not lines:
                line = line.removeprefix(codecs.BOM_UTF8)
            if not lines and not line.strip():
                n_blank += 1
                continue
            lines.append(line)
            n_read += len(line)
        return Head(tuple(lines), n_blank, has_more=bool(file.read(1)))


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _widened(path: Path, encoding: str) -> Iterator[bytes]:
    """Decode UTF-16 or UTF-32 piece by piece, to UTF-8."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    first = True
    for chunk in _chunks(path):
        text = decoder.decode(chunk)
        yield (text.removeprefix("\ufeff") if first else text).encode("utf-8", "replace")
        first = False
    yield decoder.decode(b"", True).encode("utf-8", "replace")


def _blocks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Cut bytes where lines end, so that no character is cut; `LONG_MARK` stands for a line that is too long."""
    rest, is_long = b"", False
    for chunk in chunks:
        end = 1 + max(chunk.rfind(b"\n"), chunk.rfind(b"\r", 0, len(chunk) - 1))  # a last \r may be half of \r\n
        if not end:
            rest, is_long = (b"", True) if is_long or len(rest) + len(chunk) > LONGEST_RECORD else (rest + chunk, False)
            continue
        begin = 0
        if is_long:
            begin = _first_end(chunk)
            yield _LONG
        yield _without_long(rest + chunk[begin:end])
        rest, is_long = chunk[end:], False
    if rest or is_long:
        yield _LONG if is_long else _without_long(rest)


def _first_end(chunk: bytes) -> int:
    """Say where the first line end of a chunk begins."""
    return min(place for place in (chunk.find(b"\n"), chunk.find(b"\r")) if place >= 0)


def _without_long(block: bytes) -> bytes:
    if len(block) <= LONGEST_RECORD:
        return block
    return _LONG_LINE.sub(_LONG, block)


def _count_filled(block: bytes) -> int:
    """Count the lines of a block that are not empty."""
    if b"\r" in block:
        return sum(1 for line in re.split(rb"[\r\n]+", block) if line)
    if b"\n\n" in block or block.startswith(b"\n"):
        return sum(1 for line in block.split(b"\n") if line)
    return block.count(b"\n") + (block != b"" and not block.endswith(b"\n"))


def _to_utf8(block: bytes, encoding: str) -> tuple[bytes, list[int]]:
    """Bring a block to UTF-8; give the numbers (within the block, from 1) of lines that were not."""
    if encoding == "cp1252":
        return _code_page(block).encode(), []
    if encoding != "mixed" or _is_utf8(block):
        return block, []
    lines = block.split(b"\n")
    wrong = [place for place, line in enumerate(lines) if not _is_utf8(line)]
    for place in wrong:
        lines[place] = _code_page(lines[place]).encode()
    return b"\n".join(lines), [place + 1 for place in wrong]


def _western_or_not(block: bytes) -> tuple[int, int]:
    """Count signs that bytes beyond ASCII are Western European in cp1252, and signs that they are not.

    Western words have single such letters among plain ones. Where three follow each other, the alphabet is another one
    (Cyrillic, Greek, Japanese); where they are in a place where cp1252 has no letters, the code page is another one.
    """
    in_runs = sum(len(run) for run in _FOREIGN_RUN.findall(block))
    letters = [found[0] for found in _IN_WORD.findall(block)]
    odd = sum(code in _ODD_IN_WORD or code in _MAC_IN_WORD for code in letters)
    return len(letters) - odd, in_runs + odd


def _share_of_nul(part: bytes) -> float:
    return part.count(0) / len(part) if part else 0.0


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
_REPLACED = "\ufffd".encode()
_LONG = LONG_MARK.encode()
_LONG_LINE = re.compile(rb"[^\r\n]{%d,}" % LONGEST_RECORD)
