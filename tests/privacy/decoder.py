"""Open every file of a folder in every way, and say where a person is found.

It shares no code with what erases: it knows formats, not shoal. ``find(folder, needles, keys)`` gives, for each of the
person's marks, the places where it stands: file, and how the file was opened.
"""

import base64
import gzip
import hashlib
import html
import io
import json
import re
import sqlite3
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pyarrow as pa
import pyarrow.parquet as pq

Layer = tuple[str, bytes, bool]
"""Place, bytes, and whether they are text, in which short keys are looked for as whole words."""

BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{8,}={0,2}")
DEPTH = 4
MAGIC = (b"PAR1", b"PK\x03\x04", b"SQLi", b"\x1f\x8b\x08\x00", b"\x1f\x8b\x08\x08")


def find(folder: Path, needles: Collection[str], keys: Collection[str] = ()) -> dict[str, list[str]]:
    """Give the places of every needle (anywhere, in any form) and key (as a whole word of decoded text)."""
    found: dict[str, list[str]] = {mark: [] for mark in (*needles, *keys)}
    anywhere = {mark: _anywhere(mark) for mark in found if mark in needles or len(mark) >= 6}
    as_word = {key: _as_word(key) for key in keys}
    seen: dict[tuple[bytes, bool], list[str]] = {}  # the same bytes stand in many places, a report above all
    opened: dict[bytes, list[tuple[str, list[str]]]] = {}  # a file of the view is one of a version, too

    def marks_of(data: bytes, *, is_text: bool) -> list[str]:
        content = (hashlib.sha256(data).digest(), is_text)
        if content not in seen:
            lower = data.lower()
            marks = [mark for mark, forms in anywhere.items() if forms.are_in(lower)]
            marks += [key for key, word in as_word.items() if is_text and word.search(lower)]
            seen[content] = list(dict.fromkeys(marks))
        return seen[content]

    for name, data in files(folder):
        content = hashlib.sha256(data).digest()
        if content not in opened:
            inside = ((place, marks_of(layer, is_text=is_text)) for place, layer, is_text in decoded("", data, DEPTH))
            opened[content] = [(place, marks) for place, marks in inside if marks]
        for place, marks in [(" (name)", marks_of(name.encode(), is_text=True)), *opened[content]]:
            for mark in marks:
                found[mark].append(f"{name}{place}")
    return found


@dataclass(frozen=True)
class Forms:
    """Every form in which bytes can hold a mark; plain searches, for one pattern of them all is many times slower."""

    literals: tuple[bytes, ...]
    pattern: re.Pattern[bytes] | None

    def are_in(self, lower: bytes) -> bool:
        return any(literal in lower for literal in self.literals) or bool(self.pattern and self.pattern.search(lower))


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Read every file, its journals too; a folder has a name alone."""
    for path in sorted(folder.rglob("*")):
        yield path.relative_to(folder).as_posix(), path.read_bytes() if path.is_file() else b""


def decoded(place: str, data: bytes, depth: int) -> Iterator[Layer]:
    """Give the bytes as they are, and everything that is inside them."""
    opened = _opened(place, data) if depth else None
    is_text = opened is None and b"\0" not in data[:1024]
    yield place, data, is_text or data[:2] in (b"\xff\xfe", b"\xfe\xff")
    if opened is not None:
        for inner, content, is_cells in opened:
            if is_cells:
                yield inner, content, True
                yield from _in_text(inner, content, depth - 1)
            else:
                yield from decoded(inner, content, depth - 1)
    elif is_text and depth:
        yield from _in_text(place, data, depth - 1)


def _opened(place: str, data: bytes) -> list[Layer] | None:
    if data[:2] == b"\x1f\x8b":
        try:
            return [(f"{place} > gzip", gzip.decompress(data), False)]
        except (OSError, EOFError, zlib.error):
            return None
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [(f"{place} > {name}", archive.read(name), False) for name in archive.namelist()]
    if data[:4] == b"PAR1":
        return [(f"{place} > cells", _parquet(data), True)]
    if data[:16] == b"SQLite format 3\0":
        return [(f"{place} > {table}", cells, True) for table, cells in _sqlite(data)]
    return None


def _parquet(data: bytes) -> bytes:
    file = pq.ParquetFile(pa.BufferReader(data))
    table = file.read()
    lines = [" ".join(table.column_names), repr(table.schema.metadata), repr(file.metadata.metadata)]
    for column in table.columns:
        lines += [_text(value) for value in column.to_pylist()]
    for group in range(file.metadata.num_row_groups):
        for place in range(file.metadata.num_columns):
            statistics = file.metadata.row_group(group).column(place).statistics
            if statistics is not None and statistics.has_min_max:
                lines += [_text(statistics.min), _text(statistics.max)]
    return "\n".join(lines).encode()


def _sqlite(data: bytes) -> Iterator[tuple[str, bytes]]:
    with tempfile.TemporaryDirectory() as aside:
        copy = Path(aside) / "copy.sqlite"
        copy.write_bytes(data)
        connection = sqlite3.connect(copy)
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()
            yield table, "\n".join(_text(cell) for row in rows for cell in row).encode()
        connection.close()


def _in_text(place: str, data: bytes, depth: int) -> Iterator[Layer]:
    """Give what a text says when its escapes are read: pages, data in pages, JSON, and what is encoded as base64."""
    for encoding in ("utf-16", "utf-16-be") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8", "cp1252"):
        text = data.decode(encoding, "ignore")
        yield f"{place} > unescaped", html.unescape(text).encode(), True
        payloads = [text, *text.splitlines()[:10_000], *re.findall(r"<script[^>]*>(.*?)</script>", text, re.S)]
        for payload in payloads:
            strings = list(_strings(_json(payload)))
            if strings:
                yield f"{place} > JSON", "\n".join(strings).encode(), True
                if depth:
                    for string in strings:
                        if _json(string) is not None or len(string) >= 24:
                            yield from _base64(f"{place} > JSON", string.encode(), depth - 1)
    yield from _base64(place, data, depth)


def _base64(place: str, data: bytes, depth: int) -> Iterator[Layer]:
    """Give what tokens say that may be base64: what is a format of its own is opened, the rest is read in one go."""
    texts, others = [], []
    for token in dict.fromkeys(BASE64.findall(data)) if depth > 0 else ():
        plain = token.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
        if len(plain) % 4 == 1:
            continue
        inside = base64.b64decode(plain + b"=" * (-len(plain) % 4))
        if inside[:4] in MAGIC or inside[:1] in (b"{", b"[", b"<"):
            yield from decoded(f"{place} > base64", inside, depth - 1)
        else:
            (texts if inside.isascii() else others).append(inside)
    yield f"{place} > base64", b"\n".join(texts), True
    yield f"{place} > base64", b"\n".join(others), False


def _json(text: str) -> Any:
    if text.lstrip()[:1] not in {"{", "[", '"'}:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield name
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif value is not None:
        yield str(value)
        if isinstance(value, str) and _json(value) is not None:
            yield from _strings(_json(value))


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _spelled(mark: str) -> set[str]:
    forms = {mark, mark.lower(), mark.upper(), mark.title(), mark.casefold()}
    forms |= {unicodedata.normalize(kind, form) for form in set(forms) for kind in ("NFC", "NFD", "NFKC")}
    return forms


def _anywhere(mark: str) -> Forms:
    """Give the forms of a mark, over lower-cased bytes."""
    patterns: set[bytes] = set()
    for form in _spelled(mark):
        escaped = {form, html.escape(form), json.dumps(form)[1:-1], quote(form, safe=""), quote(form), quote_plus(form)}
        escaped |= {form.encode("ascii", "xmlcharrefreplace").decode(), form.replace(" ", "\n")}
        for text in escaped:
            patterns |= {text.encode(kind, "ignore") for kind in ("utf-8", "cp1252", "utf-16-le", "utf-16-be")}
        raw = form.encode()
        patterns |= {raw.hex().encode(), *_base64_forms(raw)}
        for kind in ("md5", "sha1", "sha256"):
            digest = hashlib.new(kind, raw, usedforsecurity=False)
            patterns |= {digest.digest(), digest.hexdigest().encode(), base64.b64encode(digest.digest())}
    long_enough = sorted({pattern.lower() for pattern in patterns if len(pattern) >= 5})
    pattern = None
    if not re.search(r"[^\W\d_]", mark) and sum(map(str.isdigit, mark)) >= 7:  # a phone number, in any grouping
        pattern = re.compile(b"[^0-9a-z]{0,3}".join(re.findall(rb"[0-9]", mark.encode())))
    return Forms(tuple(long_enough), pattern)


def _base64_forms(raw: bytes) -> Iterator[bytes]:
    """Give base64 of a text that begins at any of three places, without the letters that its neighbours decide."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + raw)
        start, end = (0, 2, 3)[before], len(encoded) - (4 if (before + len(raw)) % 3 else 0)
        if end - start >= 8:
            yield encoded[start:end]


def _as_word(key: str) -> re.Pattern[bytes]:
    forms = b"|".join(re.escape(form.encode().lower()) for form in sorted({key, html.escape(key)}))
    return re.compile(rb"(?<![0-9a-z_.,-])(?:" + forms + rb")(?:\.0)?(?![0-9a-z_,-]|\.\d)")
